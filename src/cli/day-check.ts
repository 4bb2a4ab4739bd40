/** The checks of one day: front matter, types, requests on Node, and its page in a browser. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDays } from '../journal/checks/check-days.ts';
import { formatProblem } from '../journal/checks/problem.ts';
import { readProject } from '../journal/checks/project-facts.ts';
import { writeUpPath } from '../journal/page-id.ts';
import { dayFolder } from '../runner/example.ts';
import { freePort } from './free-port.mjs';
import { findBrowser, hasOwnBrowser } from './browsers.mjs';
import { hashInputs, isBuiltFrom } from './build-stamp.mjs';
import { isDraft } from './day-states.ts';
import { runNativeRequests } from './native-requests.ts';
import { node, npm, root } from './project.mjs';
import { countPlaywright } from './reports.mjs';
import type { TestResult } from './test-result.ts';

/** What the build would say about this day. */
const checkFrontMatter = async (day: number): Promise<TestResult[]> => {
  const own = [writeUpPath(day), `examples/${dayFolder(day)}/`, 'examples/package.json'];
  const problems = checkDays(await readProject(root)).filter(({ file }) =>
    own.some((path) => file.startsWith(path)),
  );
  return problems.length === 0
    ? [{ name: 'front matter and files', status: 'passed' }]
    : problems.map((problem) => ({
        name: 'front matter and files',
        status: 'failed',
        detail: formatProblem(problem),
      }));
};

const checkTypes = async (day: number): Promise<TestResult[]> => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await node([
    compiler,
    '--noEmit',
    '--pretty',
    'false',
    '-p',
    'examples',
  ]);
  const lines = output.split('\n');
  // An error of another day is not this one's; one without a file is everybody's.
  const own = lines.filter((line) => line.startsWith(`examples/${dayFolder(day)}/`));
  const general = lines.filter((line) => /^error TS/.test(line));
  const found = [...own, ...general];
  if (found.length > 0) return [{ name: 'types', status: 'failed', detail: found.join('\n') }];
  if (code !== 0 && !lines.some((line) => line.startsWith('examples/day'))) {
    return [{ name: 'types', status: 'failed', detail: output.trim() }];
  }
  return [{ name: 'types', status: 'passed' }];
};

/** The browser tests whose title begins with `day N:`, in Chromium, against the built site. */
const checkInBrowser = async (day: number): Promise<TestResult[]> => {
  const name = 'page in Chromium';
  const writeUp = await readFile(join(root, writeUpPath(day)), 'utf8').catch(() => '');
  if (isDraft(writeUp)) {
    const detail = `The built site has no page of a draft; npm run day -- publish ${day} tests it.`;
    return [{ name, status: 'skipped', detail }];
  }
  const path = findBrowser('chromium');
  if (path === undefined && !(await hasOwnBrowser('chromium'))) {
    const detail = 'There is no Chromium. Type: npx playwright install chromium';
    return [{ name, status: 'skipped', detail }];
  }
  const hash = await hashInputs();
  if (!(await isBuiltFrom(hash))) {
    console.log('Building the site …');
    const { code, output } = await npm(['run', 'build'], { env: { BUILD_INPUTS: hash } });
    if (code !== 0) return [{ name: 'build', status: 'failed', detail: output.trim() }];
  }
  const folder = await mkdtemp(join(tmpdir(), 'day-check-'));
  try {
    const report = join(folder, 'report.json');
    const { code, output } = await node(
      [
        join(root, 'node_modules/@playwright/test/cli.js'),
        ...['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
        ...['--project', 'chromium', '--grep', `\\bday ${day}:`],
      ],
      {
        env: {
          CHROMIUM_PATH: path,
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          PORT: String(await freePort('localhost')),
        },
      },
    );
    const text = existsSync(report) ? await readFile(report, 'utf8') : undefined;
    const counts = text === undefined ? undefined : countPlaywright(JSON.parse(text));
    if (counts === undefined || counts.passed + counts.failed + counts.skipped === 0) {
      const detail = `No browser test was run whose title begins with "day ${day}:".\n${output.trim()}`;
      return [{ name, status: 'failed', detail }];
    }
    if (code !== 0 || counts.failed > 0) {
      return [{ name, status: 'failed', detail: output.trim() }];
    }
    return counts.passed > 0
      ? [{ name, status: 'passed' }]
      : [{ name, status: 'skipped', detail: counts.notes.join('\n') }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs the checks of a day one after another; the browser last, and only when all before passed. */
export const checkDay = async (
  day: number,
  onResult: (result: TestResult) => void,
): Promise<TestResult[]> => {
  const results: TestResult[] = [];
  for (const check of [checkFrontMatter, checkTypes, runNativeRequests, checkInBrowser]) {
    const hasFailed = results.some(({ status }) => status === 'failed');
    const found: TestResult[] =
      check === checkInBrowser && hasFailed
        ? [
            {
              name: 'page in Chromium',
              status: 'skipped',
              detail: 'The page would show what failed above: mend that first.',
            },
          ]
        : await check(day);
    for (const result of found) onResult(result);
    results.push(...found);
  }
  return results;
};
