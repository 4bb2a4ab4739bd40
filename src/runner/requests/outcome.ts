/** The outcome of assertions in words and values that a reader can compare. */
import type { AssertionResult, HttpFileRequest } from '../../http-file/index.ts';
import { differences, excerpts } from './difference.ts';
import type { AssertionOutcome } from './exchange.ts';

const relations: Record<string, string> = {
  '==': 'expected',
  '!=': 'expected anything but',
  '>': 'expected more than',
  '>=': 'expected at least',
  '<': 'expected less than',
  '<=': 'expected at most',
  contains: 'expected to contain',
  startsWith: 'expected to start with',
  endsWith: 'expected to end with',
  matches: 'expected to match',
};

const shownLength = 500;

const shorten = (text: string): string =>
  text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;

/** A value of an assertion for the eye: text as it is, everything else as JSON. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '(empty)' : shorten(value);
  try {
    return shorten(JSON.stringify(value) ?? String(value));
  } catch {
    return shorten(String(value));
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

function pair(expected: unknown, actual: unknown): [expected: string, actual: string] {
  if (typeof expected === 'string' && typeof actual === 'string' && expected && actual) {
    return excerpts(expected, actual);
  }
  const both: [string, string] = [readable(expected), readable(actual)];
  if (both[0] !== both[1] || typeof expected === typeof actual) return both;
  // `"1"` and `1` read the same, yet differ: then quotes tell the text from the number.
  return [JSON.stringify(expected) ?? String(expected), JSON.stringify(actual) ?? String(actual)];
}

/** @param predicate The assertion's, by its first name. */
export function toOutcome(result: AssertionResult, predicate = '=='): AssertionOutcome {
  const { source, passed, message, expected, actual } = result;
  const outcome: AssertionOutcome = { source, passed };
  if (message !== undefined) outcome.message = message;
  if (passed) return outcome;
  if (predicate === '==' && isObject(expected) && isObject(actual)) {
    const found = differences(expected, actual);
    if (found.length > 0) return { ...outcome, differences: found };
  }
  if ('expected' in result) {
    const [left, right] =
      predicate === '==' ? pair(expected, actual) : [readable(expected), readable(actual)];
    return {
      ...outcome,
      relation: relations[predicate] ?? 'expected',
      expected: left,
      actual: right,
    };
  }
  return 'actual' in result ? { ...outcome, actual: readable(actual) } : outcome;
}

/** @returns The outcomes in the order of the request's assertions. */
export const outcomesOf = (
  { assertions }: HttpFileRequest,
  results: readonly AssertionResult[],
): AssertionOutcome[] =>
  results.map((result, index) => toOutcome(result, assertions[index]?.predicate));
