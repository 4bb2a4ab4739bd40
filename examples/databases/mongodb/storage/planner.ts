import { MaxKey, MinKey } from 'bson';
import { badValue } from '../errors.ts';
import { type Collation } from '../query/collation.ts';
import { isOperators } from '../query/value-tests.ts';
import { toNumber, isNumeric } from '../query/numbers.ts';
import { isRegex, literalPrefix } from '../query/regex.ts';
import {
  equal,
  isDocument,
  keyOf,
  show,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import { type Collection } from './collection.ts';
import { type Entry, type Index, type Interval } from './index.ts';

/** Which index a query reads, and from where to where. */
export interface Plan {
  index: Index;
  /** For each field of the index from the first on: where its values lie. */
  bounds: Interval[][];
  /** The index gives the documents in the order that the query sorts by. */
  sorted: boolean;
  backward: boolean;
  entries: () => Iterable<Entry>;
}

const point = (value: Value): Interval => ({
  low: value,
  lowInclusive: true,
  high: value,
  highInclusive: true,
});
const everything: Interval = {
  low: new MinKey(),
  lowInclusive: true,
  high: new MaxKey(),
  highInclusive: true,
};
const isPoint = (interval: Interval): boolean =>
  interval.lowInclusive && interval.highInclusive && interval.low === interval.high;

/** The predicates of a filter that hold for each field, also those in `$and`. */
function predicates(filter: Document, found = new Map<string, Value[]>()): Map<string, Value[]> {
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDocument(clause)) predicates(clause, found);
    } else if (!key.startsWith('$')) found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}

/** Types whose values are compared among themselves, for the open end of a range. */
function bracket(value: Value): Interval | undefined {
  if (isNumeric(value))
    return Number.isNaN(toNumber(value))
      ? undefined
      : { low: NaN, lowInclusive: false, high: Infinity, highInclusive: true };
  switch (typeName(value)) {
    case 'string':
      return { low: '', lowInclusive: true, high: {}, highInclusive: false };
    case 'date':
      return {
        low: new Date(-8.64e15),
        lowInclusive: true,
        high: new Date(8.64e15),
        highInclusive: true,
      };
    default:
      return undefined;
  }
}

/** Values that equality in an index finds: not arrays, of which only the elements are in it. */
const indexable = (value: Value, strings: boolean): boolean =>
  value !== undefined &&
  !Array.isArray(value) &&
  !isRegex(value) &&
  (strings || (typeof value !== 'string' && !isDocument(value)));

/** The intervals for one predicate, or `undefined` where the index is of no help. */
function intervals(value: Value, index: Index, strings: boolean): Interval[] | undefined {
  if (isRegex(value)) {
    const prefix = strings && !index.collation ? literalPrefix(value) : undefined;
    if (!prefix) return undefined;
    return [{ low: prefix, lowInclusive: true, high: prefix + '\u{10ffff}', highInclusive: false }];
  }
  if (!isOperators(value)) return indexable(value, strings) ? [point(value)] : undefined;
  let result: Interval[] | undefined;
  const narrow = (next: Interval[]): void => {
    if (!result) result = next;
    else if (!index.multikey && result.length === 1 && next.length === 1) {
      const [a, b] = [result[0]!, next[0]!];
      // Two one-sided ranges of one type make one.
      if (a.low === b.low || !isBound(a.low))
        result = [{ ...a, low: b.low, lowInclusive: b.lowInclusive }];
      else if (!isBound(a.high)) result = [{ ...a, high: b.high, highInclusive: b.highInclusive }];
    }
  };
  const isBound = (bound: Value): boolean =>
    !(
      Number.isNaN(bound) ||
      bound === Infinity ||
      bound === '' ||
      (isDocument(bound) && Object.keys(bound).length === 0) ||
      (bound instanceof Date && Math.abs(bound.getTime()) === 8.64e15)
    );
  for (const [name, operand] of Object.entries(value)) {
    if (name === '$eq') {
      if (!indexable(operand, strings)) continue;
      return [point(operand)];
    }
    if (name === '$in' && Array.isArray(operand)) {
      if (operand.length > 1000 || !operand.every((item) => indexable(item, strings))) continue;
      const distinct = new Map<string, Value>(
        operand.map((item) => [keyOf(item, index.collation), item]),
      );
      return [...distinct.values()].map(point);
    }
    if (name === '$gt' || name === '$gte' || name === '$lt' || name === '$lte') {
      if (!indexable(operand, strings)) continue;
      const range = bracket(operand);
      if (!range) continue;
      narrow([
        name.startsWith('$g')
          ? { ...range, low: operand, lowInclusive: name === '$gte' }
          : { ...range, high: operand, highInclusive: name === '$lte' },
      ]);
    }
  }
  return result;
}

/** A sparse or partial index can be read only if all that the query wants is in it. */
function complete(index: Index, wanted: Map<string, Value[]>): boolean {
  if (index.sparse) {
    const safe = index.parts.some(({ field }) =>
      (wanted.get(field) ?? []).some((value) =>
        isOperators(value)
          ? Object.entries(value).some(
              ([name, operand]) =>
                (['$eq', '$gt', '$gte', '$lt', '$lte'].includes(name) && operand !== null) ||
                (name === '$in' && Array.isArray(operand) && !operand.includes(null)) ||
                (name === '$exists' && operand === true),
            )
          : value !== null,
      ),
    );
    if (!safe) return false;
  }
  const partial = index.spec.partialFilterExpression as Document | undefined;
  if (!partial) return true;
  return [...predicates(partial)].every(([field, needs]) =>
    needs.every((need) => (wanted.get(field) ?? []).some((value) => implies(value, need))),
  );
}

/** Whether what satisfies `value` satisfies `need`; if in doubt, not. */
function implies(value: Value, need: Value): boolean {
  if (equal(value, need)) return true;
  if (!isOperators(need)) return isOperators(value) && '$eq' in value && equal(value.$eq, need);
  const given: Document = isOperators(value) ? value : { $eq: value };
  return Object.entries(need).every(([name, operand]) => {
    if (name in given && equal(given[name], operand)) return true;
    if (name === '$exists' && operand === true) {
      return ['$eq', '$gt', '$gte', '$lt', '$lte'].some(
        (key) => key in given && given[key] !== null,
      );
    }
    const number = ['$eq', '$gt', '$gte', '$lt', '$lte'].map((key) => [key, given[key]] as const);
    return number.some(([key, bound]) => {
      if (!isNumeric(bound) || !isNumeric(operand)) return false;
      const [a, b] = [toNumber(bound), toNumber(operand)];
      if (name === '$gt') return key === '$eq' || key === '$gte' ? a > b : key === '$gt' && a >= b;
      if (name === '$gte') return ['$eq', '$gte', '$gt'].includes(key) && a >= b;
      if (name === '$lt') return key === '$eq' || key === '$lte' ? a < b : key === '$lt' && a <= b;
      if (name === '$lte') return ['$eq', '$lte', '$lt'].includes(key) && a <= b;
      return false;
    });
  });
}

/** Whether the order of the index, after fields that are fixed to one value, is the sort's. */
function sortDirection(
  index: Index,
  fixed: Set<string>,
  sort: [string, Value][],
): 1 | -1 | undefined {
  if (index.multikey || sort.length === 0) return undefined;
  let direction: 1 | -1 | undefined;
  let at = 0;
  for (const [field, value] of sort) {
    if (!isNumeric(value)) return undefined;
    if (fixed.has(field)) continue;
    while (index.parts[at] && index.parts[at]!.field !== field && fixed.has(index.parts[at]!.field))
      at++;
    const part = index.parts[at++];
    if (part?.field !== field) return undefined;
    const next = part.direction === Math.sign(toNumber(value)) ? 1 : -1;
    if (direction && direction !== next) return undefined;
    direction = next;
  }
  return direction ?? 1;
}

const sameCollation = (a: Collation | undefined, b: Collation | undefined): boolean =>
  a === b || (!!a && !!b && equal(a.spec, b.spec));

export function findHint(collection: Collection, hint: Value): Index | 'natural' | undefined {
  if (hint === undefined) return undefined;
  if (isDocument(hint)) {
    if (Object.keys(hint).length === 0) return undefined;
    if ('$natural' in hint) return 'natural';
  }
  const found = collection.indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : show(index.spec.key) === show(hint),
  );
  if (!found) {
    throw badValue(
      `error processing query: ns=${collection.namespace} hint provided does not correspond to an existing index`,
    );
  }
  return found;
}

export function plan(
  collection: Collection,
  filter: Document,
  sort: Document | undefined,
  collation: Collation | undefined,
  hint?: Index | 'natural',
): Plan | undefined {
  if (hint === 'natural') return undefined;
  const wanted = predicates(filter);
  const order = Object.entries(sort ?? {});
  let best: Plan | undefined;
  let bestScore = 0;
  for (const index of collection.indexes) {
    if (hint ? index !== hint : !index.readable) continue;
    if (!index.readable || (!hint && !complete(index, wanted))) continue;
    const strings = sameCollation(index.collation, collation);
    const bounds: Interval[][] = [];
    const fixed = new Set<string>();
    let score = 0;
    for (const { field } of index.parts) {
      // Of several predicates one suffices: all are tested on the document.
      const found = (wanted.get(field) ?? [])
        .map((value) => intervals(value, index, strings))
        .filter((list) => list !== undefined)
        .sort((a, b) => Number(b.every(isPoint)) - Number(a.every(isPoint)))[0];
      if (!found) break;
      bounds.push(found);
      const points = found.every(isPoint);
      score += points ? 10 : 6;
      if (points && found.length === 1) fixed.add(field);
      if (!points) break;
    }
    const direction = strings ? sortDirection(index, fixed, order) : undefined;
    // Several points would interleave the order.
    const sorted = direction !== undefined && bounds.every((list) => list.length === 1);
    if (sorted) score += 5;
    if (index.unique && bounds.length === index.parts.length) score += 1;
    if (bounds.length === 0 && !sorted && !hint) continue;
    if (score <= bestScore && best) continue;
    if (score === 0 && !hint) continue;
    bestScore = score;
    const backward = sorted && direction === -1;
    best = { index, bounds, sorted, backward, entries: () => read(index, bounds, backward) };
  }
  return best;
}

function* read(index: Index, bounds: Interval[][], backward: boolean): Generator<Entry> {
  let prefixes: Value[][] = [[]];
  let last: Interval[] | undefined;
  for (const list of bounds) {
    if (!list.every(isPoint)) last = list;
    else prefixes = prefixes.flatMap((prefix) => list.map(({ low }) => [...prefix, low]));
  }
  for (const prefix of prefixes) {
    for (const interval of last ?? [undefined]) {
      const entries = index.range(prefix, interval);
      if (!backward) yield* entries;
      else for (let i = entries.length - 1; i >= 0; i--) yield entries[i]!;
    }
  }
}

/** A bound as the server writes it; its numbers begin at minus infinity, and its dates at the least int64. */
function showBound(value: Value, high: boolean): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return high ? 'inf.0' : '-inf.0';
  if (value instanceof Date && Math.abs(value.getTime()) === 8.64e15) {
    return `new Date(${high ? '9223372036854775807' : '-9223372036854775808'})`;
  }
  return show(value);
}

/** As `explain` writes bounds. */
export function showBounds({ index, bounds, backward }: Plan): Document {
  const result: Document = {};
  index.parts.forEach(({ field, direction }, i) => {
    const flip = direction < 0 !== backward;
    result[field] = (bounds[i] ?? [everything]).map(
      ({ low, lowInclusive: inclusive, high, highInclusive }) => {
        const lowInclusive = inclusive || Number.isNaN(low);
        const [a, b] = [showBound(low, false), showBound(high, true)];
        return flip
          ? `${highInclusive ? '[' : '('}${b}, ${a}${lowInclusive ? ']' : ')'}`
          : `${lowInclusive ? '[' : '('}${a}, ${b}${highInclusive ? ']' : ')'}`;
      },
    );
  });
  return result;
}
