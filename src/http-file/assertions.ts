import { messageOf } from './errors.ts';
import type { HttpFileAssertion, HttpFileRequest } from './file.ts';
import type { ReceivedResponse } from './receive.ts';
import type { AssertionResult } from './result.ts';
import { evaluate, tryResolve, type Scope } from './scope.ts';
import { substitute, toText } from './template.ts';

type Predicate = (actual: unknown, expected: unknown) => boolean;

const toNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'number' ? value : Number.parseFloat(String(value ?? ''));
  return Number.isNaN(number) ? undefined : number;
};

const compare =
  (holds: (a: number, b: number) => boolean): Predicate =>
  (actual, expected) => {
    const [a, b] = [toNumber(actual), toNumber(expected)];
    return a !== undefined && b !== undefined && holds(a, b);
  };

// Not of empty text: httpYac finds neither in it nor it in anything.
const compareText =
  (holds: (a: string, b: string) => boolean): Predicate =>
  (actual, expected) => {
    const [a, b] = [toText(actual), toText(expected)];
    return !!a && !!b && holds(a, b);
  };

const PREDICATES: Record<string, Predicate> = {
  '==': (actual, expected) =>
    typeof actual === 'object'
      ? JSON.stringify(actual) === JSON.stringify(expected)
      : actual === expected,
  '!=': (actual, expected) => actual !== expected,
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  startsWith: compareText((a, b) => a.startsWith(b)),
  endsWith: compareText((a, b) => a.endsWith(b)),
  contains: compareText((a, b) => a.includes(b)),
  matches: compareText((a, b) => new RegExp(b, 'u').test(a)),
  exists: (actual) => !!actual,
  isFalse: (actual) => !actual,
  isArray: (actual) => Array.isArray(actual),
  isBoolean: (actual) => typeof actual === 'boolean',
  isNumber: (actual) => typeof actual === 'number',
  isString: (actual) => typeof actual === 'string',
};
const TAKES_NOTHING = /^(?:exists|is[A-Z]\w+)$/u;

/** Reads the expected text as the type of the value found, as httpYac does. */
function convert(actual: unknown, expected: unknown): unknown {
  switch (typeof actual) {
    case 'number':
      return toNumber(expected);
    case 'boolean':
      return toBoolean(expected);
    case 'string':
      return toText(expected);
    case 'undefined':
      return expected === 'undefined' ? undefined : expected;
    case 'object':
      if (typeof expected !== 'string') return expected;
      try {
        return JSON.parse(expected) as unknown;
      } catch {
        return expected;
      }
    default:
      return expected;
  }
}

function toBoolean(value: unknown): boolean {
  const text = String(value).trim();
  if (/^true$/iu.test(text)) return true;
  if (!text || /^false$/iu.test(text)) return false;
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? !!value : number !== 0;
}

function actualValue(
  { type, subject }: HttpFileAssertion,
  response: ReceivedResponse,
  scope: Scope,
): unknown {
  switch (type) {
    case 'status':
      return response.statusCode;
    case 'header': {
      const name = subject!.toLowerCase();
      return Object.hasOwn(response.headers, name) ? response.headers[name] : undefined;
    }
    case 'duration':
      return response.timings[(subject as 'firstByte' | 'download' | undefined) ?? 'total'];
    case 'body':
      if (!subject) return response.body;
      return evaluate(`(response.parsedBody || response.body).${subject}`, scope, { response });
    case 'js':
      return evaluate(subject!, scope, { response });
  }
}

function evaluateAssertion(
  assertion: HttpFileAssertion,
  response: ReceivedResponse,
  scope: Scope,
): AssertionResult {
  const { source, line, predicate } = assertion;
  try {
    const actual = actualValue(assertion, response, scope);
    if (TAKES_NOTHING.test(predicate)) {
      const passed = PREDICATES[predicate]!(actual, undefined);
      const message = passed ? undefined : `expected that it ${predicate}, found ${show(actual)}`;
      return { source, line, passed, actual, message };
    }
    const filled = substitute(assertion.expected, (text) => tryResolve(text, scope));
    const expected = predicate === 'matches' ? filled : convert(actual, filled);
    const passed = PREDICATES[predicate]!(actual, expected);
    const message = passed
      ? undefined
      : `expected ${predicate} ${show(filled)}, found ${show(actual)}`;
    return { source, line, passed, expected, actual, message };
  } catch (error) {
    return { source, line, passed: false, message: messageOf(error) };
  }
}

/** A value in a message: JSON, at most 200 characters. */
function show(value: unknown): string {
  const text = value === undefined ? 'undefined' : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Tests a response against each `??` line of its request; one that throws counts as not passed. */
export const evaluateAssertions = (
  request: HttpFileRequest,
  response: ReceivedResponse,
  scope: Scope,
): AssertionResult[] =>
  request.assertions.map((assertion) => evaluateAssertion(assertion, response, scope));
