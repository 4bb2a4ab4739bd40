/** JSON values as MySQL keeps and prints them. https://dev.mysql.com/doc/refman/8.4/en/json.html */
import { MysqlError } from '../errors.ts';

/** A number that was written with a point or an exponent stays a double, even if it is whole. */
export class JsonDouble {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type Json =
  null | boolean | number | bigint | string | JsonDouble | Json[] | Map<string, Json>;

/** Reads JSON text; throws the position of the fault. */
export function parseJson(text: string): Json {
  let at = 0;
  const fail = (why = 'Invalid value.'): never => {
    throw new JsonFault(why, at);
  };
  const space = () => {
    while (' \t\n\r'.includes(text[at]!) && at < text.length) at++;
  };
  const literal = <T>(word: string, value: T): T => {
    if (!text.startsWith(word, at)) fail();
    at += word.length;
    return value;
  };
  const string = (): string => {
    // eslint-disable-next-line no-control-regex -- JSON forbids them by their codes.
    const match = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(
      text.slice(at),
    );
    if (!match)
      return fail(
        text.indexOf('"', at + 1) < 0
          ? 'Missing a closing quotation mark in string.'
          : 'Invalid encoding in string.',
      );
    at += match[0].length;
    return JSON.parse(match[0]) as string;
  };
  const value = (depth: number): Json => {
    if (depth > 100) return fail('The JSON document exceeds the maximum depth.');
    space();
    switch (text[at]) {
      case undefined:
        return fail(at ? 'Invalid value.' : 'The document is empty.');
      case '{': {
        const map = new Map<string, Json>();
        at++;
        space();
        if (text[at] === '}') return (at++, map);
        for (;;) {
          space();
          if (text[at] !== '"') fail('Missing a name for object member.');
          const key = string();
          space();
          if (text[at] !== ':') fail('Missing a colon after a name of object member.');
          at++;
          map.set(key, value(depth + 1));
          space();
          if (text[at] === '}') return (at++, map);
          if (text[at] !== ',') fail('Missing a comma or } after an object member.');
          at++;
        }
      }
      case '[': {
        const list: Json[] = [];
        at++;
        space();
        if (text[at] === ']') return (at++, list);
        for (;;) {
          list.push(value(depth + 1));
          space();
          if (text[at] === ']') return (at++, list);
          if (text[at] !== ',') fail('Missing a comma or ] after an array element.');
          at++;
        }
      }
      case '"':
        return string();
      case 't':
        return literal('true', true);
      case 'f':
        return literal('false', false);
      case 'n':
        return literal('null', null);
    }
    const match = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at, at + 400));
    if (!match) return fail();
    at += match[0].length;
    return number(match[0], !!(match[1] || match[2]));
  };
  const result = value(1);
  space();
  if (at < text.length) fail('The document root must not be followed by other values.');
  return result;
}

export class JsonFault extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

function number(text: string, isDouble: boolean): Json {
  if (!isDouble) {
    const n = Number(text);
    if (Number.isSafeInteger(n)) return n === 0 ? 0 : n;
    const big = BigInt(text);
    if (big >= -(2n ** 63n) && big < 2n ** 64n) return big;
  }
  return new JsonDouble(Number(text));
}

const byKey = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export function formatJson(value: Json): string {
  if (value === null) return 'null';
  if (value instanceof JsonDouble) {
    const text = String(value.value).replace('e+', 'e');
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  if (Array.isArray(value)) return `[${value.map(formatJson).join(', ')}]`;
  if (value instanceof Map) {
    const keys = [...value.keys()].sort(byKey);
    return `{${keys.map((key) => `${JSON.stringify(key)}: ${formatJson(value.get(key)!)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function prettyJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.length) {
    return `[\n${value.map((each) => inner + prettyJson(each, inner)).join(',\n')}\n${indent}]`;
  }
  if (value instanceof Map && value.size) {
    const keys = [...value.keys()].sort(byKey);
    return `{\n${keys.map((key) => `${inner}${JSON.stringify(key)}: ${prettyJson(value.get(key)!, inner)}`).join(',\n')}\n${indent}}`;
  }
  return formatJson(value);
}

export type Leg =
  { key: string } | { index: number; last: boolean } | { any: 'key' | 'index' | 'deep' };

const paths = new Map<string, Leg[]>();

/** `$.a[0]."b c"` https://dev.mysql.com/doc/refman/8.4/en/json.html#json-path-syntax */
export function parsePath(path: string): Leg[] {
  const known = paths.get(path);
  if (known) return known;
  const legs: Leg[] = [];
  let at = 1;
  const rest = (pattern: RegExp) => {
    const match = pattern.exec(path.slice(at));
    if (match) at += match[0].length;
    return match;
  };
  rest(/^\s*/);
  if (path.trimStart()[0] !== '$') throw new MysqlError('ER_INVALID_JSON_PATH', 1);
  at = path.indexOf('$') + 1;
  while (at < path.length) {
    if (!path.slice(at).trim()) break;
    let match: RegExpExecArray | null;
    if (rest(/^\s*\*\*/)) legs.push({ any: 'deep' });
    else if (rest(/^\s*\.\s*\*/)) legs.push({ any: 'key' });
    else if ((match = rest(/^\s*\.\s*("(?:[^"\\]|\\.)*")/)))
      legs.push({ key: JSON.parse(match[1]!) as string });
    else if ((match = rest(/^\s*\.\s*([\p{L}_$][\p{L}\p{N}_$]*)/u))) legs.push({ key: match[1]! });
    else if (rest(/^\s*\[\s*\*\s*\]/)) legs.push({ any: 'index' });
    else if ((match = rest(/^\s*\[\s*(\d+)\s*\]/)))
      legs.push({ index: Number(match[1]), last: false });
    else if ((match = rest(/^\s*\[\s*last\s*(?:-\s*(\d+)\s*)?\]/)))
      legs.push({ index: Number(match[1] ?? 0), last: true });
    else throw new MysqlError('ER_INVALID_JSON_PATH', at + 1);
  }
  if (paths.size > 500) paths.clear();
  paths.set(path, legs);
  return legs;
}

export const hasWildcard = (legs: Leg[]) => legs.some((leg) => 'any' in leg);

const position = (list: Json[], leg: { index: number; last: boolean }) =>
  leg.last ? list.length - 1 - leg.index : leg.index;

/** All values that a path leads to. */
export function find(root: Json, legs: Leg[]): Json[] {
  let found = [root];
  for (const leg of legs) {
    found = found.flatMap((value): Json[] => {
      if ('key' in leg)
        return value instanceof Map && value.has(leg.key) ? [value.get(leg.key)!] : [];
      if ('index' in leg) {
        // A scalar is its own first element.
        const list = Array.isArray(value) ? value : [value];
        const at = position(list, leg);
        return at >= 0 && at < list.length ? [list[at]!] : [];
      }
      if (leg.any === 'key') return value instanceof Map ? [...value.values()] : [];
      if (leg.any === 'index') return Array.isArray(value) ? value : [];
      return deep(value);
    });
  }
  return found;
}

function deep(value: Json): Json[] {
  if (Array.isArray(value)) return [value, ...value.flatMap(deep)];
  if (value instanceof Map) return [value, ...[...value.values()].flatMap(deep)];
  return [value];
}

export type Change = 'set' | 'insert' | 'replace' | 'remove' | 'append';

/** A copy of `root` with the value at a path changed. */
export function change(root: Json, legs: Leg[], how: Change, value: Json): Json {
  const [leg, ...rest] = legs;
  if (!leg) {
    if (how === 'append') return [...(Array.isArray(root) ? root : [root]), value];
    return how === 'set' || how === 'replace' ? value : root;
  }
  if ('key' in leg) {
    if (!(root instanceof Map)) return root;
    const copy = new Map(root);
    const old = copy.get(leg.key);
    if (rest.length || (how === 'append' && old !== undefined)) {
      if (old !== undefined) copy.set(leg.key, change(old, rest, how, value));
    } else if (how === 'remove') copy.delete(leg.key);
    else if (how === 'set' || (how === 'insert') === (old === undefined)) {
      if (how !== 'append') copy.set(leg.key, value);
    }
    return copy;
  }
  if ('index' in leg) {
    if (!Array.isArray(root)) {
      const at = leg.last ? -leg.index : leg.index;
      if (at === 0)
        return how === 'insert' || how === 'remove' ? root : change(root, rest, how, value);
      return (how === 'set' || how === 'insert') && !rest.length && at > 0 ? [root, value] : root;
    }
    const copy = [...root];
    const at = position(copy, leg);
    const exists = at >= 0 && at < copy.length;
    if (rest.length || how === 'append') {
      if (exists) copy[at] = change(copy[at]!, rest, how, value);
    } else if (how === 'remove') {
      if (exists) copy.splice(at, 1);
    } else if (exists) {
      if (how !== 'insert') copy[at] = value;
    } else if (how !== 'replace') copy.push(value);
    return copy;
  }
  throw new MysqlError('ER_INVALID_JSON_PATH', 1);
}

const numeric = (v: Json): v is number | bigint | JsonDouble =>
  typeof v === 'number' || typeof v === 'bigint' || v instanceof JsonDouble;
const plain = (v: number | bigint | JsonDouble) => (v instanceof JsonDouble ? v.value : v);
/** Values of different kinds order by kind. */
const rank = (v: Json) =>
  v === null
    ? 0
    : numeric(v)
      ? 1
      : typeof v === 'string'
        ? 2
        : v instanceof Map
          ? 3
          : Array.isArray(v)
            ? 4
            : 5;

export function compareJson(a: Json, b: Json): number {
  const [x, y] = [rank(a), rank(b)];
  if (x !== y) return x - y;
  if (numeric(a) && numeric(b)) return plain(a) < plain(b) ? -1 : plain(a) > plain(b) ? 1 : 0;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compareJson(a[i]!, b[i]!);
      if (order) return order;
    }
    return a.length - b.length;
  }
  if (a instanceof Map && b instanceof Map) {
    const [s, t] = [formatJson(a), formatJson(b)];
    return a.size - b.size || (s < t ? -1 : s > t ? 1 : 0);
  }
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}

export function contains(target: Json, candidate: Json): boolean {
  if (Array.isArray(target)) {
    if (Array.isArray(candidate))
      return candidate.every((each) => target.some((t) => contains(t, each)));
    return target.some((t) => contains(t, candidate));
  }
  if (target instanceof Map) {
    return (
      candidate instanceof Map &&
      [...candidate].every(([key, value]) => target.has(key) && contains(target.get(key)!, value))
    );
  }
  return rank(target) === rank(candidate) && compareJson(target, candidate) === 0;
}

/** RFC 7396. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!(patch instanceof Map)) return patch;
  const merged = new Map(target instanceof Map ? target : []);
  for (const [key, value] of patch) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? null, value));
  }
  return merged;
}

export function mergePreserve(a: Json, b: Json): Json {
  if (a instanceof Map && b instanceof Map) {
    const merged = new Map(a);
    for (const [key, value] of b) {
      merged.set(key, merged.has(key) ? mergePreserve(merged.get(key)!, value) : value);
    }
    return merged;
  }
  return [...(Array.isArray(a) ? a : [a]), ...(Array.isArray(b) ? b : [b])];
}

export function jsonType(value: Json): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'string') return 'STRING';
  if (Array.isArray(value)) return 'ARRAY';
  if (value instanceof Map) return 'OBJECT';
  if (value instanceof JsonDouble) return 'DOUBLE';
  return typeof value === 'bigint' && value >= 2n ** 63n ? 'UNSIGNED INTEGER' : 'INTEGER';
}

export function depth(value: Json): number {
  const inner = Array.isArray(value) ? value : value instanceof Map ? [...value.values()] : [];
  return 1 + Math.max(0, ...inner.map(depth));
}
