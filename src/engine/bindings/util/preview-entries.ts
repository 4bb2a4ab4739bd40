/** Entries of a map, a set or an iterator over one, for `util.inspect`. */
import { typeChecks } from '../types.ts';

type Collection = Iterator<unknown> & object;

const mapNext = (new Map().entries() as Collection).next;
const setNext = (new Set().values() as Collection).next;

/**
 * What is left of an iterator. Only moving it shows that, so afterwards it replays what was taken: by a
 * `next` of its own, for `for…of` and spread read it from the iterator.
 */
function remaining(iterator: Collection, next: Collection['next']): unknown[] {
  const own = Object.getOwnPropertyDescriptor(iterator, 'next')?.value as Replay | undefined;
  const left = replays.get(own as Replay);
  if (left) return [...left];
  const values: unknown[] = [];
  for (let step = next.call(iterator); !step.done; step = next.call(iterator)) {
    values.push(step.value);
  }
  const pending = [...values];
  const replay: Replay = function next() {
    return pending.length > 0
      ? { value: pending.shift(), done: false }
      : { value: undefined, done: true };
  };
  replays.set(replay, pending);
  Object.defineProperty(iterator, 'next', { value: replay, writable: true, configurable: true });
  return values;
}
type Replay = () => IteratorResult<unknown>;
const replays = new WeakMap<Replay, unknown[]>();

/** Only what `entries()` gives looks like this throughout, or what somebody has put into it. */
const isEntry = (value: unknown): value is [unknown, unknown] =>
  Array.isArray(value) && value.length === 2;

/** A flat list; with `isIterator` also whether it alternates between keys and values. */
export function previewEntries(value: object, isIterator?: boolean): unknown {
  let entries: unknown[] = [];
  let areKeyed = false;
  if (value instanceof Map) {
    entries = [...value].flat(1);
    areKeyed = true;
  } else if (value instanceof Set) {
    entries = [...value];
  } else if (typeChecks.isMapIterator!(value) || typeChecks.isSetIterator!(value)) {
    const next = typeChecks.isMapIterator!(value) ? mapNext : setNext;
    entries = remaining(value as Collection, next);
    areKeyed = entries.length > 0 && entries.every(isEntry);
    if (areKeyed) entries = entries.flat(1);
  }
  return isIterator ? [entries, areKeyed] : entries;
}
