/**
 * Runs a third-party test suite inside the engine in a real browser:
 *
 *     npm run conformance -- <folder> [--runner mocha|node-test|node-test-each|tap|plain]
 *       [--browser chromium|firefox] [--native] [--record <name>] [--cwd <path>] [--skip <regex>]
 *       [--limit <seconds>] [--env NAME=value] [-- <runner's arguments>]
 *
 * The folder is a checkout with its node_modules. `plain` runs each file after `--` as a program that
 * passes when it exits with 0; `node-test-each` too, and reads the tests that it runs by `node:test`.
 * `tap` runs one program that prints TAP.
 * `--cwd` is where it runs, below the folder, such as a package of a workspace. `--native` runs the
 * same under plain Node and compares. `--record` keeps the outcomes under that name for
 * `npm run conformance -- report`.
 */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { serveHarness } from '../harness/server.ts';
import type { HarnessRun } from '../harness/page.ts';
import { browserNames, openBrowser, openHarness, type BrowserName } from '../harness/browser.ts';
import { writeOutcomes, type Runtime, type SuiteOutcomes } from './outcomes.ts';
import { packPackage } from './pack-folder.ts';
import {
  createRunner,
  readOutcomes,
  readTap,
  runnerNames,
  type Runner,
  type RunnerName,
  type TestOutcome,
} from './runners.ts';

const separator = process.argv.indexOf('--');
const own = process.argv.slice(2, separator < 0 ? undefined : separator);
const rest = separator < 0 ? [] : process.argv.slice(separator + 1);
const { values, positionals } = parseArgs({
  args: own,
  allowPositionals: true,
  options: {
    runner: { type: 'string', default: 'mocha' },
    browser: { type: 'string', default: 'chromium' },
    native: { type: 'boolean', default: false },
    record: { type: 'string' },
    cwd: { type: 'string', default: '.' },
    skip: { type: 'string' },
    limit: { type: 'string', default: '300' },
    env: { type: 'string', multiple: true, default: [] },
  },
});

const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};
const oneOf = <T extends string>(option: string, value: string, known: readonly T[]): T =>
  known.find((name) => name === value) ?? fail(`--${option} ${value}: use ${known.join(', ')}`);

const folder = resolve(positionals[0] ?? fail('Which folder? npm run conformance -- <folder>'));
const runnerName: RunnerName = oneOf('runner', values.runner, runnerNames);
const browserName: BrowserName = oneOf('browser', values.browser, browserNames);
const limit = Number(values.limit) * 1000;
const env = Object.fromEntries(
  values.env.map((pair) => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)]),
);
const runner = createRunner(runnerName, folder, rest, values.cwd);
const eachFile = runnerName === 'plain' || runnerName === 'node-test-each';
const programs = eachFile
  ? rest.map((file) => [...createRunner(runnerName, folder, [], values.cwd).args, file])
  : [runner.args];

/** One program's outcomes; for `plain` the exit code is the outcome. */
function outcomesOf(
  args: string[],
  code: number | 'timeout' | null,
  output: string,
): TestOutcome[] {
  const { outcomes, other } = (runnerName === 'tap' ? readTap : readOutcomes)(output);
  if (eachFile) {
    const file = args.at(-1)!;
    const named = outcomes.map((test) => ({ ...test, name: `${file}: ${test.name}` }));
    const failed = named.some((test) => test.outcome === 'failed');
    if (code === 0 || (failed && code !== 'timeout')) {
      return named.length > 0 ? named : [{ name: file, outcome: 'passed' }];
    }
    const reason = other.trim().split('\n').slice(0, 8).join(' | ').slice(0, 400);
    return [...named, { name: file, outcome: 'failed', reason: `exit ${code}: ${reason}` }];
  }
  if (outcomes.length === 0 || code === 'timeout') {
    outcomes.push({ name: 'the suite itself', outcome: 'failed', reason: `exit ${code}` });
    console.error(other.slice(-3000));
  }
  return outcomes;
}

function runNatively(suite: Runner): TestOutcome[] {
  for (const [path, text] of Object.entries(suite.files)) writeFileSync(join(folder, path), text);
  try {
    return programs.flatMap((args) => {
      const result = spawnSync(process.execPath, args, {
        cwd: join(folder, values.cwd),
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: limit,
        env: { ...process.env, NODE_ENV: '', ...env },
      });
      return outcomesOf(args, result.status, result.stdout + result.stderr);
    });
  } finally {
    for (const path of Object.keys(suite.files)) rmSync(join(folder, path));
  }
}

async function runInEngine(suite: Runner): Promise<TestOutcome[]> {
  const harness = await serveHarness();
  const browser = await openBrowser(browserName);
  try {
    const skip = values.skip === undefined ? undefined : new RegExp(values.skip);
    harness.add('/suite.bin', packPackage(folder, suite.files, skip));
    const page = await openHarness(browser, harness.url);
    const outcomes: TestOutcome[] = [];
    for (const args of programs) {
      const { code, output } = await runInPage(page, args);
      outcomes.push(...outcomesOf(args, code, output));
    }
    return outcomes;
  } finally {
    await browser.close();
    harness.close();
  }
}

const runInPage = (page: Page, args: string[]): ReturnType<HarnessRun> =>
  page.evaluate(
    ([programArgs, variables, timeout, cwd]) =>
      (globalThis as unknown as { run: HarnessRun }).run(programArgs, {
        snapshot: '/suite.bin',
        env: { NODE_ENV: '', ...variables },
        timeout,
        cwd,
      }),
    [args, env, limit, values.cwd] as const,
  );

const count = (outcomes: TestOutcome[], outcome: TestOutcome['outcome']): number =>
  outcomes.filter((test) => test.outcome === outcome).length;

function report(title: string, outcomes: TestOutcome[]): void {
  for (const { name, outcome, reason } of outcomes) {
    if (outcome === 'failed') console.log(`  failed: ${name}\n    ${reason ?? ''}`);
  }
  const [passed, failed, skipped] = [
    count(outcomes, 'passed'),
    count(outcomes, 'failed'),
    count(outcomes, 'skipped'),
  ];
  console.log(`${title}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}

/** Tests of one title count once; it passes when each of them does. */
function record(runtime: Runtime, outcomes: TestOutcome[]): void {
  if (values.record === undefined) return;
  const tests: SuiteOutcomes['tests'] = {};
  for (const { name, outcome, reason } of outcomes) {
    if (tests[name] && tests[name].outcome !== 'passed') continue;
    tests[name] = { outcome, reason };
  }
  writeOutcomes({ suite: values.record, runtime, tests });
}

const started = performance.now();
const engine = await runInEngine(runner);
report(`Engine in ${browserName}, ${((performance.now() - started) / 1000).toFixed(1)} s`, engine);
record(browserName, engine);

if (values.native) {
  const native = runNatively(runner);
  record('native', native);
  report(`Node ${process.version}`, native);
  const passedHere = new Set(engine.filter((test) => test.outcome === 'passed').map((t) => t.name));
  const lost = native.filter((test) => test.outcome === 'passed' && !passedHere.has(test.name));
  console.log(`Passed by Node and not by the engine: ${lost.length}`);
  for (const { name } of lost) console.log(`  ${name}`);
}
process.exit(engine.some((test) => test.outcome === 'failed') ? 1 : 0);
