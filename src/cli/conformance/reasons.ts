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
    reason: 'Needs a TLS server, which no page can be',
    output: /Not possible in a browser tab: (?:a TLS server|TLS between programs)/,
  },
  {
    reason: 'Needs HTTP/2, of which a page sees only what `fetch` brings',
    output: /Not possible in a browser tab: HTTP\/2/,
  },
  {
    reason: 'Compares the text of an error of `JSON.parse`, which is the browser’s own',
    output: /JSON\.parse: /,
    runtime: 'firefox',
  },
  {
    reason: 'Gives 6.5 MB over a WebSocket 100 ms to be answered between; a tab may take longer',
    suite: /^engine\.io@/,
    test: /interleave with pongs if many messages/,
  },
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
