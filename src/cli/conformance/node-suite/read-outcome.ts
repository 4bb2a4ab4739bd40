/** What a test's exit code and output come to. */
import type { OutcomeKind, RecordedOutcome } from '../outcomes.ts';

const SKIPPED = /^1\.\.0 # Skipped: (.*)$/m;
const ERROR_LINE =
  /^(?:Uncaught |\[?[a-z ]*)?((?:[A-Z]\w*)?(?:Error|Exception|AssertionError)\b.*)$/m;
const TAIL = 1500;
const FIRST_LINE = 240;

/** @param code The exit code, or how it ended without one. */
export function outcomeOf(
  code: number | Extract<OutcomeKind, 'timeout' | 'crash'>,
  output: string,
): RecordedOutcome {
  const skipped = SKIPPED.exec(output);
  if (code === 0) {
    return skipped ? { outcome: 'skipped', reason: skipped[1] } : { outcome: 'passed' };
  }
  const outcome = typeof code === 'number' ? 'failed' : code;
  return { outcome, reason: reasonIn(output, code), output: output.slice(-TAIL) };
}

function reasonIn(output: string, code: number | string): string {
  const error = ERROR_LINE.exec(output)?.[1];
  const first = output.split('\n').find((line) => line.trim() !== '');
  return (error ?? first ?? `exit ${code}`).trim().slice(0, FIRST_LINE);
}
