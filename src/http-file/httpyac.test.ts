/** The real httpYac must agree on every assertion of a file that uses every feature. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from './fixtures/server.ts';
import { createNodeSend } from './node-send.ts';
import { parseHttpFile } from './parse.ts';
import { runFile } from './run.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const HTTPYAC = fileURLToPath(import.meta.resolve('httpyac/bin/httpyac.js'));

interface HttpYacOutput {
  requests: {
    line: number;
    testResults?: { status: 'SUCCESS' | 'FAILED' | 'ERROR' | 'SKIPPED' }[];
  }[];
}

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

function runHttpYac(file: string, env: Record<string, string>): Promise<HttpYacOutput> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [HTTPYAC, 'send', file, '--all', '--json', '--no-color'],
      // Exit codes 10 and 20 say that there were errors and failures, which is what this is about.
      { cwd: FIXTURES, env: { ...process.env, ...env }, maxBuffer: 1e8, encoding: 'utf8' },
      (error, stdout) => {
        const code = error ? error.code : 0;
        if (code === 0 || code === 10 || code === 20) resolve(JSON.parse(stdout) as HttpYacOutput);
        else reject(error!);
      },
    );
  });
}

test('httpYac and this library agree on each assertion', { timeout: 60_000 }, async () => {
  const env = { PORT: String(server.port) };
  const file = parseHttpFile(await readFile(`${FIXTURES}every-feature.http`, 'utf8'));
  const [theirs, ours] = await Promise.all([
    runHttpYac('every-feature.http', env),
    runFile(file, {
      env,
      send: createNodeSend(),
      readFile: (name) => readFile(path.join(FIXTURES, name)),
    }),
  ]);

  const word = (status: string): string =>
    ({ SUCCESS: 'passed', FAILED: 'failed', ERROR: 'error', SKIPPED: 'skipped' })[status]!;
  const table = ours.map((result, index) => {
    const yac = theirs.requests[index]?.testResults?.map(({ status }) => word(status)) ?? [];
    const own =
      result.status === 'passed' || result.status === 'failed'
        ? result.assertions.map(({ passed }) => (passed ? 'passed' : 'failed'))
        : [result.status];
    const title = result.request.title ?? result.request.url;
    // An error is one result here; httpYac reports it at each place that it passes through.
    const yacOutcomes = own[0] === 'error' ? [...new Set(yac)] : yac;
    return { title, own, yac: yacOutcomes, sources: result.assertions.map(({ source }) => source) };
  });
  expect(theirs.requests).toHaveLength(file.requests.length);
  const outcomes = (side: 'own' | 'yac') =>
    table.map((row) => ({
      title: row.title,
      outcomes: row[side].map((outcome, i) => `${outcome}: ${row.sources[i] ?? '-'}`),
    }));
  // "Only outside httpYac" is the request that the two are meant to disagree on.
  const except = (rows: ReturnType<typeof outcomes>) =>
    rows.filter(({ title }) => title !== 'Only outside httpYac');
  expect(except(outcomes('own'))).toEqual(except(outcomes('yac')));

  const all = table.flatMap(({ own }) => own);
  for (const outcome of ['passed', 'failed', 'error', 'skipped']) expect(all).toContain(outcome);
  const only = table.find(({ title }) => title === 'Only outside httpYac')!;
  expect(only).toMatchObject({ own: ['passed'], yac: ['skipped'] });
  const failing = table.find(({ title }) => title === 'Assertions that do not hold')!;
  expect(failing.own).not.toContain('passed');
});
