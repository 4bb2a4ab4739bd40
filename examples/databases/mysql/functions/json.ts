/** https://dev.mysql.com/doc/refman/8.4/en/json-functions.html */
import { MysqlError, notSupported } from '../errors.ts';
import type { AggregateFunction } from '../engine/sqlite.ts';
import { likePattern } from '../values/collation.ts';
import type { Value } from '../values/convert.ts';
import { textOf } from '../values/convert.ts';
import {
  change,
  contains,
  compareJson,
  depth,
  find,
  formatJson,
  hasWildcard,
  JsonDouble,
  JsonFault,
  jsonType,
  mergePatch,
  mergePreserve,
  parseJson,
  parsePath,
  prettyJson,
  type Change,
  type Json,
} from '../values/json.ts';
import { int, json, text } from '../values/types.ts';
import type { FunctionTable } from './define.ts';

/** The last documents that were read: rows often pass through several functions. */
const cache = new Map<string, Json>();

export function readJson(value: Value | undefined, name = 'json_extract', argument = 1): Json {
  const source = textOf(value!);
  const known = cache.get(source);
  if (known !== undefined) return known;
  try {
    const parsed = parseJson(source);
    if (cache.size > 100) cache.clear();
    if (source.length < 10_000) cache.set(source, parsed);
    return parsed;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new MysqlError(
      'ER_INVALID_JSON_TEXT_IN_PARAM',
      argument,
      name,
      error.message,
      error.position,
    );
  }
}

const path = (value: Value | undefined) => parsePath(textOf(value!));
const one = (root: Json, p: Value | undefined): Json | undefined => {
  const legs = path(p);
  if (hasWildcard(legs))
    throw new MysqlError(
      'ER_UNKNOWN_ERROR',
      'In this situation, path expressions may not contain the * and ** tokens or an array range.',
    );
  return find(root, legs)[0];
};

const edit =
  (how: Change, name: string) =>
  (doc: Value | undefined, ...rest: (Value | undefined)[]): Value => {
    if (doc === null || rest.some((p, i) => i % 2 === 0 && p === null)) return null;
    let root = readJson(doc, name);
    for (let i = 0; i < rest.length; i += 2) {
      const legs = path(rest[i]);
      if (hasWildcard(legs)) throw new MysqlError('ER_INVALID_JSON_PATH', 1);
      root = change(
        root,
        legs,
        how,
        rest[i + 1] === null ? null : readJson(rest[i + 1], name, i + 3),
      );
    }
    return formatJson(root);
  };

function search(root: Json, all: boolean, pattern: RegExp): string[] {
  const found: string[] = [];
  const walk = (value: Json, at: string) => {
    if (!all && found.length) return;
    if (typeof value === 'string') {
      if (pattern.test(value)) found.push(at);
    } else if (Array.isArray(value)) value.forEach((each, i) => walk(each, `${at}[${i}]`));
    else if (value instanceof Map)
      for (const [key, each] of value)
        walk(each, `${at}.${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}`);
  };
  walk(root, '$');
  return found;
}

const overlaps = (a: Json, b: Json): boolean => {
  if (a instanceof Map && b instanceof Map)
    return [...a].some(([key, value]) => b.has(key) && compareJson(value, b.get(key)!) === 0);
  const [x, y] = [Array.isArray(a) ? a : [a], Array.isArray(b) ? b : [b]];
  return x.some((each) => y.some((other) => compareJson(each, other) === 0));
};

export const jsonFunctions: FunctionTable = {
  JSON_EXTRACT: {
    takes: 'js',
    many: true,
    gives: json,
    call: (doc, ...paths) => {
      const root = readJson(doc, 'json_extract');
      const legs = paths.map(path);
      const found = legs.flatMap((each) => find(root, each));
      if (!found.length) return null;
      return formatJson(legs.length > 1 || hasWildcard(legs[0]!) ? found : found[0]!);
    },
  },
  JSON_UNQUOTE: {
    takes: 's',
    gives: { ...text, collation: 'bin' },
    call: (s) => {
      const v = textOf(s!);
      if (!/^\s*"/.test(v) || !/"\s*$/.test(v)) return v;
      const parsed = readJson(v, 'json_unquote');
      return typeof parsed === 'string' ? parsed : v;
    },
  },
  JSON_QUOTE: { takes: 's', gives: text, call: (s) => JSON.stringify(textOf(s!)) },
  JSON_VALID: {
    takes: 'a',
    gives: int(),
    call: (s) => {
      if (typeof s !== 'string') return 0;
      try {
        parseJson(s);
        return 1;
      } catch {
        return 0;
      }
    },
  },
  JSON_TYPE: { takes: 'j', gives: text, call: (s) => jsonType(readJson(s, 'json_type')) },
  JSON_LENGTH: {
    takes: 'js',
    least: 1,
    gives: int(),
    call: (doc, p) => {
      const root = readJson(doc, 'json_length');
      const v = p === undefined ? root : one(root, p);
      return v === undefined ? null : Array.isArray(v) ? v.length : v instanceof Map ? v.size : 1;
    },
  },
  JSON_DEPTH: { takes: 'j', gives: int(), call: (doc) => depth(readJson(doc, 'json_depth')) },
  JSON_KEYS: {
    takes: 'js',
    least: 1,
    gives: json,
    call: (doc, p) => {
      const root = readJson(doc, 'json_keys');
      const v = p === undefined ? root : one(root, p);
      return v instanceof Map
        ? formatJson(
            parseJson(formatJson(new Map([...v.keys()].map((k) => [k, null])))) instanceof Map
              ? [...v.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
              : [],
          )
        : null;
    },
  },
  JSON_CONTAINS: {
    takes: 'jjs',
    least: 2,
    gives: int(),
    call: (doc, what, p) => {
      const root = readJson(doc, 'json_contains');
      const target = p === undefined ? root : one(root, p);
      return target === undefined ? null : contains(target, readJson(what, 'json_contains', 2));
    },
  },
  JSON_CONTAINS_PATH: {
    takes: 'jss',
    many: true,
    gives: int(),
    call: (doc, how, ...paths) => {
      const root = readJson(doc, 'json_contains_path');
      const has = paths.map((p) => find(root, path(p)).length > 0);
      return textOf(how!).toLowerCase() === 'all' ? has.every(Boolean) : has.some(Boolean);
    },
  },
  JSON_OVERLAPS: {
    takes: 'jj',
    gives: int(),
    call: (a, b) => overlaps(readJson(a, 'json_overlaps'), readJson(b, 'json_overlaps', 2)),
  },
  MEMBER_OF: {
    takes: 'aj',
    gives: int(),
    call: (a, b) => {
      const list = readJson(b, 'member of', 2);
      return (Array.isArray(list) ? list : [list]).some(
        (each) => compareJson(each, readJson(a)) === 0,
      );
    },
  },
  JSON_SET: { takes: 'j', many: true, nulls: true, gives: json, call: edit('set', 'json_set') },
  JSON_INSERT: {
    takes: 'j',
    many: true,
    nulls: true,
    gives: json,
    call: edit('insert', 'json_insert'),
  },
  JSON_REPLACE: {
    takes: 'j',
    many: true,
    nulls: true,
    gives: json,
    call: edit('replace', 'json_replace'),
  },
  JSON_ARRAY_APPEND: {
    takes: 'j',
    many: true,
    nulls: true,
    gives: json,
    call: edit('append', 'json_array_append'),
  },
  JSON_REMOVE: {
    takes: 'js',
    many: true,
    gives: json,
    call: (doc, ...paths) =>
      formatJson(
        paths.reduce<Json>(
          (root, p) => change(root, path(p), 'remove', null),
          readJson(doc, 'json_remove'),
        ),
      ),
  },
  JSON_MERGE_PATCH: {
    takes: 'jj',
    many: true,
    gives: json,
    call: (...docs) =>
      formatJson(docs.map((d, i) => readJson(d, 'json_merge_patch', i + 1)).reduce(mergePatch)),
  },
  JSON_MERGE_PRESERVE: {
    takes: 'jj',
    many: true,
    gives: json,
    call: (...docs) =>
      formatJson(
        docs.map((d, i) => readJson(d, 'json_merge_preserve', i + 1)).reduce(mergePreserve),
      ),
  },
  JSON_ARRAY: {
    takes: 'j',
    least: 0,
    many: true,
    nulls: true,
    gives: json,
    call: (...items) => formatJson(items.map((i) => (i === null ? null : readJson(i)))),
  },
  '~JSON_OBJECT': {
    takes: 'a',
    least: 0,
    many: true,
    nulls: true,
    gives: json,
    call: (...items) => {
      const map = new Map<string, Json>();
      for (let i = 0; i < items.length; i += 2) {
        if (items[i] === null) throw new MysqlError('ER_JSON_DOCUMENT_NULL_KEY');
        map.set(textOf(items[i]!), items[i + 1] === null ? null : readJson(items[i + 1]));
      }
      return formatJson(map);
    },
  },
  JSON_PRETTY: { takes: 'j', gives: text, call: (doc) => prettyJson(readJson(doc, 'json_pretty')) },
  JSON_SEARCH: {
    takes: 'jss',
    gives: json,
    call: (doc, how, what) => {
      const found = search(
        readJson(doc, 'json_search'),
        textOf(how!).toLowerCase() === 'all',
        likePattern(textOf(what!), '\\', false),
      );
      return found.length ? formatJson(found.length === 1 ? found[0]! : found) : null;
    },
  },
  JSON_VALUE: {
    takes: 'js',
    gives: text,
    call: (doc, p) => {
      const v = one(readJson(doc, 'json_value'), p);
      return v === undefined || v === null
        ? null
        : typeof v === 'string'
          ? v
          : v instanceof Map || Array.isArray(v)
            ? null
            : formatJson(v);
    },
  },
  JSON_TABLE: {
    takes: 'a',
    many: true,
    gives: json,
    call: () => {
      throw notSupported('JSON_TABLE');
    },
  },
  // Scalars as JSON.
  '~JSON_TEXT': { takes: 'a', gives: json, call: (s) => JSON.stringify(textOf(s!)) },
  '~JSON_NUMBER': {
    takes: 'a',
    gives: json,
    call: (n) =>
      typeof n === 'number' && !Number.isInteger(n) ? formatJson(new JsonDouble(n)) : String(n),
  },
  '~JSON_BOOLEAN': { takes: 'a', gives: json, call: (b) => (b ? 'true' : 'false') },
  '~JSON_PARSE': { takes: 'a', gives: json, call: (s) => formatJson(readJson(s, 'cast_as_json')) },
  '~JSON_NUMERIC': {
    takes: 'a',
    gives: text,
    call: (s) => {
      const v = readJson(s);
      return typeof v === 'string'
        ? v
        : v === true
          ? '1'
          : v === false || v === null
            ? '0'
            : formatJson(v);
    },
  },
};

export const jsonAggregates = {
  my_json_arrayagg: {
    start: (): Json[] => [],
    step: (list: Json[], value: Value) => void list.push(value === null ? null : readJson(value)),
    result: (list: Json[]) => (list.length ? formatJson(list) : null),
  } as AggregateFunction<Json[]>,
  my_json_objectagg: {
    start: () => new Map<string, Json>(),
    step: (map: Map<string, Json>, key: Value, value: Value) => {
      if (key === null) throw new MysqlError('ER_JSON_DOCUMENT_NULL_KEY');
      map.set(textOf(key), value === null ? null : readJson(value));
    },
    result: (map: Map<string, Json>) => (map.size ? formatJson(map) : null),
  } as AggregateFunction<Map<string, Json>>,
};

export const compareJsonTexts = (a: string, b: string) => compareJson(readJson(a), readJson(b));
