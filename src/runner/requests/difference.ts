/** Where two values differ, so that a reader need not compare them letter by letter. */

/** One place in which what came is not what was expected. */
export interface Difference {
  /** As an expression would reach it, `items[2].name`; empty for the value itself. */
  path: string;
  /** As JSON; `undefined` where there should be nothing. */
  expected?: string;
  /** As JSON; `undefined` where there is nothing. */
  actual?: string;
}

/** More than a reader would go through. */
const listed = 20;
const shownLength = 200;
/** Letters before the place at which two long texts part. */
const lead = 30;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const member = (path: string, key: string): string => {
  if (/^\d+$/.test(key)) return `${path}[${key}]`;
  if (/^[A-Za-z_$][\w$]*$/.test(key)) return path ? `${path}.${key}` : key;
  return `${path}[${JSON.stringify(key)}]`;
};

/** A value as JSON, cut where it goes on. */
export function show(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

/** Two long texts from shortly before the place where they part. */
export function excerpts(expected: string, actual: string): [expected: string, actual: string] {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at++;
  const from = at > shownLength / 2 ? at - lead : 0;
  const cut = (text: string) => {
    const end = from + shownLength;
    return (from ? '…' : '') + text.slice(from, end) + (text.length > end ? '…' : '');
  };
  return [cut(expected), cut(actual)];
}

function* walk(expected: unknown, actual: unknown, path: string): Generator<Difference> {
  const alike = Array.isArray(expected) === Array.isArray(actual);
  if (!isObject(expected) || !isObject(actual) || !alike) {
    if (typeof expected === 'string' && typeof actual === 'string' && expected !== actual) {
      const [left, right] = excerpts(expected, actual);
      yield { path, expected: JSON.stringify(left), actual: JSON.stringify(right) };
    } else if (!Object.is(expected, actual)) {
      yield { path, expected: show(expected), actual: show(actual) };
    }
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    const at = member(path, key);
    if (Object.hasOwn(actual, key)) yield* walk(value, actual[key as never], at);
    else yield { path: at, expected: show(value) };
  }
  for (const [key, value] of Object.entries(actual))
    if (!Object.hasOwn(expected, key)) yield { path: member(path, key), actual: show(value) };
}

/**
 * @returns The places where two values of JSON differ, at most 20, with the order of members as a last
 *   resort: assertions compare JSON as text.
 */
export function differences(expected: unknown, actual: unknown): Difference[] {
  const found: Difference[] = [];
  for (const difference of walk(expected, actual, '')) {
    found.push(difference);
    if (found.length === listed) break;
  }
  if (found.length > 0 || !isObject(expected) || !isObject(actual)) return found;
  if (show(expected) === show(actual)) return found;
  return [{ path: '', expected: show(expected), actual: `${show(actual)} (in another order)` }];
}
