/**
 * The requests of a day against its example on plain Node, twice: with this project's runner, which
 * pages use, and with the httpYac CLI, which readers may use.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHttpFile, runFile } from '../http-file/index.ts';
import { createNodeSend } from '../http-file/node-send.ts';
import { exampleFolder, startExample, type RunningExample } from './running-example.ts';
import { root } from './project.mjs';
import type { TestResult } from './test-result.ts';

const requestsFile = 'requests.http';
/** The port that the files in the repository name, for readers who run an example themselves. */
const defaultPort = 3000;
/** Milliseconds for all requests of a day. */
const runLimit = 60_000;

/** Puts the example's port in the place of the default one, in its copy of the file. */
const readRequests = async ({ folder, port }: RunningExample): Promise<string> => {
  const path = join(folder, requestsFile);
  const text = await readFile(path, 'utf8');
  const adapted = text.replaceAll(`localhost:${defaultPort}`, `localhost:${port}`);
  await writeFile(path, adapted);
  return adapted;
};

const withOurRunner = async (example: RunningExample): Promise<TestResult[]> => {
  const file = parseHttpFile(await readRequests(example));
  const results = await runFile(file, {
    env: { PORT: String(example.port) },
    send: createNodeSend(),
    readFile: (name: string) => readFile(join(example.folder, name)),
    signal: AbortSignal.timeout(runLimit),
  });
  return results.map(({ request, status, assertions, error }) => {
    const name = request.title ?? request.name ?? `${request.method} ${request.url}`;
    const failed = assertions
      .filter(({ passed }) => !passed)
      .map(
        ({ source, line, message }) => `line ${line}: ?? ${source}${message ? `: ${message}` : ''}`,
      );
    const detail = [...(error ? [error.message] : []), ...failed].join('\n');
    return {
      name,
      status: status === 'error' ? 'failed' : status,
      ...(detail ? { detail } : {}),
    };
  });
};

interface HttpYacResult {
  requests?: {
    name?: string;
    title?: string;
    line?: number;
    disabled?: boolean;
    testResults?: { status: string; message: string }[];
  }[];
}

const runHttpYac = async ({ folder, port }: RunningExample): Promise<HttpYacResult> => {
  // Into a file: it exits at once when it is done, and a pipe would lose what is not read by then.
  const path = join(folder, 'httpyac-output.json');
  const output = await open(path, 'w');
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/httpyac/bin/httpyac.js'),
      ...['send', requestsFile, '--all', '--json', '--no-color'],
    ],
    {
      cwd: folder,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', output.fd, 'pipe'],
      timeout: runLimit,
    },
  );
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // It exits with 10 or 20 when tests failed, and says which in its output.
  const [code] = (await once(child, 'close')) as [number | null];
  await output.close();
  try {
    return JSON.parse(await readFile(path, 'utf8')) as HttpYacResult;
  } catch {
    const end = code === null ? 'was stopped after 60 s' : `exited with code ${code}`;
    throw new Error(`httpyac ${end} and printed no result. ${errors.trim()}`);
  }
};

const withHttpYac = async (example: RunningExample): Promise<TestResult[]> => {
  const text = await readRequests(example);
  const { requests = [] } = await runHttpYac(example);
  const expected = parseHttpFile(text).requests.length;
  if (requests.length < expected) {
    const detail = `It ran ${requests.length} of the ${expected} requests in the file.`;
    return [{ name: 'all requests', status: 'failed', detail }];
  }
  return requests.map(({ name, title, line, testResults = [] }) => {
    const failed = testResults.filter(({ status }) => status === 'FAILED' || status === 'ERROR');
    const isSkipped = testResults.some(({ status }) => status === 'SKIPPED');
    return {
      name: title ?? name ?? `request on line ${line}`,
      status: failed.length > 0 ? 'failed' : isSkipped ? 'skipped' : 'passed',
      ...(failed.length > 0 ? { detail: failed.map(({ message }) => message).join('\n') } : {}),
    };
  });
};

const runners = [
  ['own runner', withOurRunner],
  ['httpyac', withHttpYac],
] as const;

/** Runs a day's requests, each runner against a freshly started example. */
export const runNativeRequests = async (day: number): Promise<TestResult[]> => {
  if (!existsSync(join(exampleFolder(day), requestsFile))) {
    const detail = `There is no examples/day${day}/${requestsFile}. Add the requests that readers send.`;
    return [{ name: `day ${day}`, status: 'failed', detail }];
  }
  const results: TestResult[] = [];
  for (const [runner, runRequests] of runners) {
    let example: RunningExample | undefined;
    try {
      example = await startExample(day);
      const ran = await runRequests(example);
      for (const result of ran) {
        results.push({ ...result, name: `day ${day}, ${runner}: ${result.name}` });
      }
      if (ran.some(({ status }) => status === 'failed') && example.output() !== '') {
        const last = results.findLast(({ status }) => status === 'failed')!;
        last.detail = `${last.detail ?? ''}\nThe example printed:\n${example.output().slice(-2000)}`;
      }
    } catch (error) {
      const detail = (error as Error).message;
      results.push({ name: `day ${day}, ${runner}`, status: 'failed', detail });
    } finally {
      await example?.stop();
    }
  }
  return results;
};
