/** How each kind of test suite is started, and how its results are read. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const runnerNames = ['mocha', 'node-test', 'node-test-each', 'tap', 'plain'] as const;
export type RunnerName = (typeof runnerNames)[number];

export interface TestOutcome {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** First line of what went wrong. */
  reason?: string;
}

export interface Runner {
  /** Files to add to the suite's folder, by path. */
  files: Record<string, string>;
  /** Arguments after `node`. */
  args: string[];
}

/** Each line of output that starts with it is a `TestOutcome` as JSON. */
export const MARK = '@@conformance ';

const MOCHA_REPORTER = '.conformance-reporter.cjs';
const mochaReporter = `'use strict';
const print = (outcome) => process.stdout.write(${JSON.stringify(MARK)} + JSON.stringify(outcome) + '\\n');
const reason = (error) => String((error && error.message) || error).split('\\n')[0].slice(0, 300);
module.exports = class {
  constructor(runner) {
    runner.on('pass', (test) => print({ name: test.fullTitle(), outcome: 'passed' }));
    runner.on('pending', (test) => print({ name: test.fullTitle(), outcome: 'skipped' }));
    runner.on('fail', (test, error) => print({ name: test.fullTitle(), outcome: 'failed', reason: reason(error) }));
  }
};
`;

const NODE_REPORTER = '.conformance-reporter.mjs';
const nodeReporter = `export default async function* report(source) {
  const path = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') { path.length = data.nesting; path[data.nesting] = data.name; }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const name = [...path.slice(0, data.nesting), data.name].join(' ');
    const outcome = data.skip !== undefined || data.todo !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const error = data.details?.error;
    const reason = String(error?.cause?.message ?? error?.message ?? '').split('\\n')[0].slice(0, 300);
    yield ${JSON.stringify(MARK)} + JSON.stringify({ name, outcome, ...(outcome === 'failed' && { reason }) }) + '\\n';
  }
}
`;

/** Mocha 12 has one program; before, a second one ran without a child process in between. */
function mochaProgram(folder: string): string {
  const names = ['_mocha', 'mocha.js'].map((name) => `node_modules/mocha/bin/${name}`);
  return names.find((name) => existsSync(join(folder, name))) ?? names[0]!;
}

/** The arguments of \`mocha …\` in the package's test script, without its reporter. */
function mochaArguments(folder: string): string[] {
  const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };
  const mocha = /(?:^|\s)mocha(?:\s+(.*))?$/;
  const [, args = ''] = Object.values(scripts).flatMap((script) => mocha.exec(script) ?? []);
  return (
    args
      // One failure must not end the run.
      .replace(/--reporter[ =]\S+|--bail|--no-exit/g, '')
      .split(/\s+/)
      .filter(Boolean)
      .map((arg) => arg.replace(/^["'](.*)["']$/, '$1'))
  );
}

/**
 * @param folder A checkout with its node_modules.
 * @param rest Arguments for the runner: by default those of the package's own test script.
 * @param cwd Where it runs, relative to the folder.
 */
export function createRunner(
  name: RunnerName,
  folder: string,
  rest: string[],
  cwd: string,
): Runner {
  const root = `${relative(cwd, '.') || '.'}/`;
  switch (name) {
    case 'mocha': {
      const args = rest.length > 0 ? rest : mochaArguments(join(folder, cwd));
      return {
        files: { [MOCHA_REPORTER]: mochaReporter },
        args: [
          `${root}${mochaProgram(folder)}`,
          ...args,
          ...['--reporter', `${root}${MOCHA_REPORTER}`, '--timeout', '10000', '--exit'],
        ],
      };
    }
    case 'node-test':
      return {
        files: { [NODE_REPORTER]: nodeReporter },
        args: [
          ...['--test', '--test-isolation=none', `--test-reporter=${root}${NODE_REPORTER}`],
          ...['--test-reporter-destination=stdout', ...rest],
        ],
      };
    case 'node-test-each':
      return {
        files: { [NODE_REPORTER]: nodeReporter },
        args: [
          `--test-reporter=${root}${NODE_REPORTER}`,
          ...['--test-reporter-destination=stdout', ...rest],
        ],
      };
    case 'tap':
    case 'plain':
      return { files: {}, args: rest };
  }
}

const TAP_LINE = /^(not )?ok \d+( -)? ?(.*?)(?:\s# (SKIP|TODO)\b.*)?$/i;

/**
 * The outcomes in TAP (Test Anything Protocol), which `ava --tap`, QUnit, tape and others print. Nested
 * tests are indented and count by what encloses them.
 */
export function readTap(output: string): { outcomes: TestOutcome[]; other: string } {
  const outcomes: TestOutcome[] = [];
  const other: string[] = [];
  let title = '';
  for (const line of output.split('\n')) {
    const [isResult, isFailed, hasDash, name = '', isLeftOut] = TAP_LINE.exec(line) ?? [];
    const last = outcomes.at(-1);
    const message = /^\s+(?:message|error): ["'|>-]*\s*(.*?)["']?$/.exec(line)?.[1];
    if (isResult !== undefined) {
      const outcome = isLeftOut ? 'skipped' : isFailed ? 'failed' : 'passed';
      outcomes.push({ name: hasDash || !title ? name : `${title} ${name}`, outcome });
    } else if (last?.outcome === 'failed' && !last.reason && message) {
      last.reason = message.slice(0, 300);
    } else {
      // tape names a test by a comment, and its assertions below it, without a dash.
      if (line.startsWith('# ')) title = line.slice(2);
      other.push(line);
    }
  }
  return { outcomes, other: other.join('\n') };
}

/** The outcomes in a program's output, and what else it printed. */
export function readOutcomes(output: string): { outcomes: TestOutcome[]; other: string } {
  const outcomes: TestOutcome[] = [];
  const other: string[] = [];
  for (const line of output.split('\n')) {
    const at = line.indexOf(MARK);
    if (at < 0) other.push(line);
    else outcomes.push(JSON.parse(line.slice(at + MARK.length)) as TestOutcome);
  }
  return { outcomes, other: other.join('\n') };
}
