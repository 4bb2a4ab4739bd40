/**
 * Runs Node's own suite in the engine:
 *
 *     npm run conformance -- node --suite-folder <checkout> [--browser chromium|firefox]
 *       [--only <category or regex>] [--without <regex>] [--failed] [--limit <seconds>] [--lanes <pages>] [--verbose] [--native]
 *
 * The checkout holds Node's `test/`. Each file runs natively first, once; those that pass, and that no
 * rule leaves out (rules.ts), run in the engine, unless `--native` says to stop there. Outcomes are kept for `npm run conformance -- report`.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { browserNames } from '../../harness/browser.ts';
import { readOutcomesOf, writeOutcomes, type RecordedOutcome } from '../outcomes.ts';
import { categories } from './categories.ts';
import { collectTests, keyOf } from './collect.ts';
import { runInEngine } from './engine.ts';
import { runNatively } from './native.ts';
import { ruleFor, type SuiteTest } from './rules.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    'suite-folder': { type: 'string' },
    browser: { type: 'string', default: 'chromium' },
    only: { type: 'string' },
    without: { type: 'string' },
    failed: { type: 'boolean', default: false },
    limit: { type: 'string', default: '20' },
    lanes: { type: 'string', default: '2' },
    native: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};
const suiteFolder = resolve(
  values['suite-folder'] ?? fail('Which suite? --suite-folder <checkout with Node’s test/>'),
);
const browser =
  browserNames.find((name) => name === values.browser) ??
  fail(`--browser ${values.browser}: use ${browserNames.join(', ')}`);
/** Tests whose source has this wait for another time. */
const without = values.without === undefined ? undefined : new RegExp(values.without);
const limit = Number(values.limit) * 1000;
const lanes = Number(values.lanes);

function isWanted({ path, category }: SuiteTest): boolean {
  const { only } = values;
  if (only === undefined) return true;
  return categories.includes(only) ? category === only : new RegExp(only).test(path);
}

const wanted = collectTests(suiteFolder).filter(isWanted);
const native = await runNatively(wanted, suiteFolder, limit * 2, lanes);
const nativeRecord = readOutcomesOf('node', 'native');
for (const test of wanted) {
  const rule = ruleFor(test);
  const { output: _, ...outcome } = native.get(test.path)!;
  nativeRecord.tests[test.path] = { ...outcome, category: test.category, rule: rule?.id };
}
writeOutcomes(nativeRecord);
if (values.native) process.exit();

const record = readOutcomesOf('node', browser);
const counted = wanted.filter(
  (test) => native.get(test.path)?.outcome === 'passed' && !ruleFor(test),
);
// In an order that spreads the slow ones, the same in each run.
const toRun = counted
  .filter(({ path }) => !values.failed || record.tests[path]?.outcome !== 'passed')
  .filter(({ source }) => !without?.test(source))
  .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
console.log(
  `${wanted.length} files, ${counted.length} count, ${toRun.length} to run in ${browser}`,
);

const started = performance.now();
let done = 0;
const ran = new Set<string>();
const print = (test: SuiteTest, { outcome, reason, output }: RecordedOutcome): void => {
  if (outcome === 'passed') return;
  console.log(`  ${outcome}: ${test.path}\n    ${reason ?? ''}`);
  if (values.verbose) console.log(output?.replaceAll(/^/gm, '      '));
};
await runInEngine(toRun, {
  suiteFolder,
  browser,
  limitOf: ({ path }) => limit + 2 * (native.get(path)?.milliseconds ?? 0),
  lanes,
  onOutcome: (test, outcome) => {
    record.tests[test.path] = { ...outcome, category: test.category };
    ran.add(test.path);
    print(test, outcome);
    if (++done % 100 === 0) console.log(`${done} of ${toRun.length}, ${seconds()} s`);
    if (done % 20 === 0) save();
  },
});
save();

/** What this run did, over what others may have written meanwhile. */
function save(): void {
  const latest = readOutcomesOf('node', browser);
  for (const path of ran) latest.tests[path] = record.tests[path]!;
  writeOutcomes(latest);
}

function seconds(): number {
  return Math.round((performance.now() - started) / 1000);
}

const passed = counted.filter(({ path }) => record.tests[path]?.outcome === 'passed').length;
const percent = ((100 * passed) / Math.max(counted.length, 1)).toFixed(1);
console.log(
  `Engine in ${browser}: ${passed} of ${counted.length} pass (${percent} %), ${seconds()} s`,
);
process.exit(passed === counted.length ? 0 : 1);
