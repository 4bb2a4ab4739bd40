/** The outcomes of all suites as one Markdown document. */
import { rules } from './node-suite/rules.ts';
import type { RecordedOutcome, Runtime, SuiteOutcomes } from './outcomes.ts';
import { reasonFor } from './reasons.ts';

type Browser = Exclude<Runtime, 'native'>;
const browsers: readonly Browser[] = ['chromium', 'firefox'];
const titles = { native: 'Node', chromium: 'Chromium', firefox: 'Firefox' } as const;

type Tests = Record<string, RecordedOutcome>;
interface Suite {
  name: string;
  native: Tests;
  engine: Partial<Record<Browser, Tests>>;
}

const row = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]): string =>
  [row(head), row(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(row)].join(
    '\n',
  );
const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;

function bySuite(all: readonly SuiteOutcomes[]): Suite[] {
  const suites = new Map<string, Suite>();
  for (const { suite: name, runtime, tests } of all) {
    const suite = suites.get(name) ?? { name, native: {}, engine: {} };
    suites.set(name, suite);
    if (runtime === 'native') suite.native = tests;
    else suite.engine[runtime] = tests;
  }
  return [...suites.values()];
}

/** The tests that the engine is measured by: they pass natively and no rule leaves them out. */
const counted = ({ native }: Suite): string[] =>
  Object.keys(native)
    .filter((name) => native[name]!.outcome === 'passed' && native[name]!.rule === undefined)
    .sort();

const passed = (tests: Tests | undefined, names: string[]): number =>
  names.filter((name) => tests?.[name]?.outcome === 'passed').length;

function nodeTable(suite: Suite): string {
  const names = counted(suite);
  const line = (title: string, inCategory: (name: string) => boolean): (string | number)[] => {
    const files = Object.keys(suite.native).filter(inCategory);
    const own = names.filter(inCategory);
    return [
      title,
      files.length,
      files.filter((name) => suite.native[name]!.outcome === 'passed').length,
      own.length,
      ...browsers.flatMap((browser) => {
        const tests = suite.engine[browser];
        // A run of a part says of how many files it speaks.
        const ran = own.filter((name) => tests?.[name]);
        const count = passed(tests, ran);
        const shown = ran.length < own.length ? `${count} of ${ran.length}` : count;
        return ran.length > 0 ? [shown, percent(count, ran.length)] : ['–', '–'];
      }),
    ];
  };
  const categories = [...new Set(Object.values(suite.native).map(({ category }) => category!))];
  const head = ['Category', 'Files', 'Pass natively', 'Count', 'Chromium', '%', 'Firefox', '%'];
  return table(head, [
    ...categories
      .sort()
      .map((category) => line(category, (name) => suite.native[name]!.category === category)),
    line('**All**', () => true),
  ]);
}

function ruleTable({ native }: Suite): string {
  const passing = Object.values(native).filter(({ outcome }) => outcome === 'passed');
  return table(
    ['Left out: what the test needs', 'Files that pass natively'],
    rules.map(({ id, reason }) => [reason, passing.filter(({ rule }) => rule === id).length]),
  );
}

const shortName = (test: string): string => test.replace(/^test\/parallel\//, '');

function failures(suite: Suite, browser: Browser): string {
  const byReason = new Map<string, string[]>();
  const unexplained: string[] = [];
  for (const name of counted(suite)) {
    const outcome = suite.engine[browser]?.[name];
    if (!outcome || outcome.outcome === 'passed') continue;
    const reason = reasonFor(suite.name, browser, name, outcome);
    if (reason) byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${shortName(name)}\``]);
    else {
      const text = (outcome.reason ?? '').replaceAll('`', "'").slice(0, 160);
      unexplained.push(`- \`${shortName(name)}\` ${outcome.outcome}: \`${text || 'no output'}\``);
    }
  }
  const explained = [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, names]) => `- **${names.length}**: ${reason}. ${names.join(', ')}`);
  return [
    `### ${titles[browser]}`,
    explained.length > 0 ? explained.join('\n') : 'No class of failure is explained.',
    ...(unexplained.length > 0
      ? [`Not explained yet (${unexplained.length}):`, unexplained.join('\n')]
      : []),
  ].join('\n\n');
}

const failureSections = (suite: Suite): string[] =>
  browsers.filter((browser) => suite.engine[browser]).map((browser) => failures(suite, browser));

function packageTable(suites: Suite[]): string {
  return table(
    ['Suite', 'Pass natively', 'Chromium', '%', 'Firefox', '%'],
    suites.map((suite) => {
      const names = counted(suite);
      return [
        suite.name,
        names.length,
        ...browsers.flatMap((browser) => {
          if (!suite.engine[browser]) return ['–', '–'];
          const count = passed(suite.engine[browser], names);
          return [count, percent(count, names.length)];
        }),
      ];
    }),
  );
}

export function conformanceReport(all: readonly SuiteOutcomes[], version: string): string {
  const suites = bySuite(all);
  const node = suites.find(({ name }) => name === 'node');
  const packages = suites.filter(({ name }) => name !== 'node');
  const lacking = packages.filter((suite) =>
    browsers.some(
      (browser) =>
        suite.engine[browser] &&
        passed(suite.engine[browser], counted(suite)) < counted(suite).length,
    ),
  );
  return [
    '# Conformance',
    `Others' tests in the engine, in real browsers, against Node ${version}. Written by \`npm run conformance -- report\`; none of the tests is kept here. A test counts when it passes natively on the machine of the run and no rule of \`src/cli/conformance/node-suite/rules.ts\` leaves it out.`,
    ...(node
      ? [
          "## Node's own suite",
          '`test/parallel`, `test/sequential` and `test/es-module`, for the version nearest to the pinned one, file by file: a file passes when it exits with 0 and has not skipped itself.',
          nodeTable(node),
          ruleTable(node),
          "## What fails of Node's suite, and why",
          ...failureSections(node),
        ]
      : []),
    ...(packages.length > 0 ? ["## Packages' suites", packageTable(packages)] : []),
    ...lacking.flatMap((suite) => [`## What fails of ${suite.name}`, ...failureSections(suite)]),
  ].join('\n\n');
}
