/** What a run of a suite came to, kept below `.cache/conformance/` for the report. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const outcomeFolder = fileURLToPath(
  new URL('../../../.cache/conformance/', import.meta.url),
);

export const runtimes = ['native', 'chromium', 'firefox'] as const;
export type Runtime = (typeof runtimes)[number];

export const outcomeKinds = ['passed', 'failed', 'skipped', 'timeout', 'crash'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export interface RecordedOutcome {
  outcome: OutcomeKind;
  /** First line of what went wrong. */
  reason?: string | undefined;
  /** The end of what it printed, where it did not pass. */
  output?: string | undefined;
  milliseconds?: number | undefined;
  /** Of Node's own suite only. */
  category?: string | undefined;
  /** The rule that leaves it out of the count; see `node-suite/rules.ts`. */
  rule?: string | undefined;
}

export interface SuiteOutcomes {
  /** `node`, or a package's name with its version. */
  suite: string;
  runtime: Runtime;
  tests: Record<string, RecordedOutcome>;
}

const fileOf = (suite: string, runtime: Runtime): string =>
  join(outcomeFolder, `${suite.replaceAll(/[^\w.@-]/g, '-')}.${runtime}.json`);

export function readOutcomesOf(suite: string, runtime: Runtime): SuiteOutcomes {
  try {
    return JSON.parse(readFileSync(fileOf(suite, runtime), 'utf8')) as SuiteOutcomes;
  } catch {
    return { suite, runtime, tests: {} };
  }
}

export function writeOutcomes(outcomes: SuiteOutcomes): void {
  mkdirSync(outcomeFolder, { recursive: true });
  writeFileSync(fileOf(outcomes.suite, outcomes.runtime), JSON.stringify(outcomes, null, 1));
}

/** All that is recorded, by suite. */
export function readAllOutcomes(): SuiteOutcomes[] {
  const files = readdirSync(outcomeFolder).filter((name) =>
    /\.(native|chromium|firefox)\.json$/.test(name),
  );
  return files
    .sort()
    .map((name) => JSON.parse(readFileSync(join(outcomeFolder, name), 'utf8')) as SuiteOutcomes);
}
