/**
 * Why a test that passes natively does not pass in the engine. The first reason that fits a failure is
 * the one that the report gives; what fits none is listed as unexplained.
 */
import type { RecordedOutcome, Runtime } from './outcomes.ts';

export interface Reason {
  reason: string;
  /** A suite's name; without it, any. */
  suite?: RegExp;
  /** The test's file or title. */
  test?: RegExp;
  /** What it printed, or its first line. */
  output?: RegExp;
  /** Only in these browsers. */
  runtime?: Runtime;
}

export const reasons: readonly Reason[] = [
  {
    reason: 'Needs SharedArrayBuffer (`execSync`, `Atomics.wait`), which only an isolated page has',
    output: /SharedArrayBuffer/,
  },
];

export function reasonFor(
  suite: string,
  runtime: Runtime,
  test: string,
  { reason = '', output = '' }: RecordedOutcome,
): string | undefined {
  return reasons.find(
    (candidate) =>
      (candidate.suite?.test(suite) ?? true) &&
      (candidate.test?.test(test) ?? true) &&
      (candidate.output?.test(`${reason}\n${output}`) ?? true) &&
      (candidate.runtime ?? runtime) === runtime,
  )?.reason;
}
