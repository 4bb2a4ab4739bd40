import { ServerError } from '../errors.ts';
import { parseCollation, type Collation } from '../query/collation.ts';
import { checkIndexed } from '../query/geo.ts';
import { compileFilter } from '../query/match.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { fieldPath, walk } from '../query/paths.ts';
import { textIndexOf, type TextIndex } from '../query/text.ts';
import { compare, isDocument, keyOf, type Document, type Value } from '../query/values.ts';

/** A record of a collection: its place, and the newest version of its document. */
export interface RecordPlace {
  id: number;
  key: string;
}

export interface Entry extends RecordPlace {
  values: Value[];
}

export interface Interval {
  low: Value;
  lowInclusive: boolean;
  high: Value;
  highInclusive: boolean;
}

interface Part {
  field: string;
  path: string[];
  direction: 1 | -1;
}

/** An index: unique keys by hash, ranges in an array that is sorted when it is first read. */
export class Index {
  readonly spec: Document;
  readonly parts: Part[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly collation: Collation | undefined;
  readonly text: TextIndex | undefined;
  readonly partial: ((document: Document) => boolean) | undefined;
  /** Some document gave more than one key. */
  multikey = false;
  readonly #geo: string[];
  readonly #plain: boolean;
  readonly #byKey = new Map<string, Map<string, RecordPlace>>();
  #sorted: Entry[] | undefined;
  #added: Entry[] = [];
  #removed = new Set<Entry>();
  readonly #entries = new Map<string, Entry[]>();

  constructor(spec: Document) {
    this.spec = spec;
    this.parts = Object.entries(spec.key as Document)
      .filter(([, kind]) => isNumeric(kind))
      .map(([field, kind]) => ({
        field,
        path: field.split('.'),
        direction: toNumber(kind) < 0 ? -1 : 1,
      }));
    const kinds = Object.entries(spec.key as Document).filter(
      ([, kind]) => typeof kind === 'string',
    );
    for (const [field, kind] of kinds) {
      if (!['text', '2dsphere', '2d', 'hashed'].includes(kind)) {
        throw new ServerError(
          'CannotCreateIndex',
          `Unknown index plugin '${kind}' in index { ${field}: "${kind}" }`,
        );
      }
    }
    this.#geo = kinds
      .filter(([, kind]) => kind === '2dsphere' || kind === '2d')
      .map(([field]) => field);
    this.#plain = kinds.length === 0 && !this.parts.some(({ field }) => field.includes('$**'));
    this.unique = spec.unique === true || spec.name === '_id_';
    this.sparse = spec.sparse === true;
    this.collation = parseCollation(spec.collation);
    this.text = textIndexOf(spec);
    const filter = spec.partialFilterExpression;
    this.partial = filter ? compileFilter(filter, { collation: this.collation }) : undefined;
  }

  get name(): string {
    return this.spec.name;
  }

  /** Whether queries can read it: hidden, text, geo and wildcard indexes are not for equality and ranges. */
  get readable(): boolean {
    return this.#plain && this.spec.hidden !== true;
  }

  get isGeo(): boolean {
    return this.#geo.length > 0;
  }

  get geoField(): string | undefined {
    return this.#geo[0];
  }

  /** The keys that a document has in this index. */
  keys(document: Document): Value[][] {
    for (const field of this.#geo) {
      const value = fieldPath(document, field.split('.'));
      if (isDocument(value) || value === undefined || value === null) checkIndexed(value);
      else if (Array.isArray(value)) {
        if (value.length && isNumeric(value[0])) checkIndexed(value);
        else value.forEach(checkIndexed);
      } else checkIndexed(value);
    }
    if (!this.#plain || (this.partial && !this.partial(document))) return [];
    let found: Value[][] = [[]];
    let present = false;
    let parallel: string | undefined;
    for (const { path, field } of this.parts) {
      const values: Value[] = [];
      let array = false;
      walk(document, path, (value, index) => {
        if (index !== undefined) array = true;
        if (value !== undefined) present = true;
        if (Array.isArray(value)) {
          array = true;
          // An empty array is indexed as undefined, which is not null.
          if (value.length === 0) values.push(undefined);
          else values.push(...(value as Value[]));
        } else values.push(value ?? null);
        return false;
      });
      if (array) {
        const root = path[0]!;
        if (parallel !== undefined && parallel.split('.')[0] !== root) {
          throw new ServerError(
            'CannotIndexParallelArrays',
            `cannot index parallel arrays [${field}] [${parallel}]`,
          );
        }
        parallel = field;
      }
      if (values.length === 0) values.push(null);
      found =
        values.length === 1
          ? found.map((key) => [...key, values[0]])
          : found.flatMap((key) => values.map((value) => [...key, value]));
    }
    if (this.sparse && !present) return [];
    return found;
  }

  keyText(values: Value[]): string {
    return values.length === 1
      ? keyOf(values[0], this.collation)
      : values.map((value) => JSON.stringify(keyOf(value, this.collation))).join();
  }

  holders(values: Value[]): Iterable<RecordPlace> {
    return this.#byKey.get(this.keyText(values))?.values() ?? [];
  }

  add(record: RecordPlace, document: Document): void {
    const keys = this.keys(document);
    if (keys.length === 0) return;
    if (keys.length > 1) this.multikey = true;
    const entries: Entry[] = [];
    const seen = new Set<string>();
    for (const values of keys) {
      const text = this.keyText(values);
      if (seen.has(text)) continue;
      seen.add(text);
      let holders = this.#byKey.get(text);
      if (!holders) this.#byKey.set(text, (holders = new Map()));
      holders.set(record.key, record);
      entries.push({ values, id: record.id, key: record.key });
    }
    this.#entries.set(record.key, entries);
    if (this.#sorted) this.#added.push(...entries);
  }

  remove(record: RecordPlace): void {
    for (const entry of this.#entries.get(record.key) ?? []) {
      const text = this.keyText(entry.values);
      const holders = this.#byKey.get(text);
      holders?.delete(record.key);
      if (holders?.size === 0) this.#byKey.delete(text);
      if (this.#sorted) this.#removed.add(entry);
    }
    this.#entries.delete(record.key);
  }

  #compare = (a: Entry, b: Entry): number => {
    for (let i = 0; i < this.parts.length; i++) {
      const result = compare(a.values[i], b.values[i], this.collation);
      if (result !== 0) return result * this.parts[i]!.direction;
    }
    return a.id - b.id;
  };

  sorted(): readonly Entry[] {
    if (!this.#sorted) {
      this.#sorted = [...this.#entries.values()].flat().sort(this.#compare);
    } else {
      if (this.#removed.size) {
        const gone = this.#removed;
        this.#added = this.#added.filter((entry) => !gone.has(entry));
        this.#sorted = this.#sorted.filter((entry) => !gone.has(entry));
      }
      if (this.#added.length > 50) {
        // Runs that are in order already make this sort fast.
        this.#sorted = [...this.#sorted, ...this.#added].sort(this.#compare);
      } else {
        for (const entry of this.#added) {
          this.#sorted.splice(
            search(this.#sorted, (known) => this.#compare(known, entry) >= 0),
            0,
            entry,
          );
        }
      }
    }
    this.#added = [];
    this.#removed.clear();
    return this.#sorted;
  }

  /** The entries whose first values are `prefix`, and whose next one lies in the interval. */
  range(prefix: Value[], interval?: Interval): readonly Entry[] {
    const place = ({ values }: Entry): number => {
      for (let i = 0; i < prefix.length; i++) {
        const result = compare(values[i], prefix[i], this.collation);
        if (result !== 0) return result * this.parts[i]!.direction;
      }
      if (!interval) return 0;
      const value = values[prefix.length];
      const { direction } = this.parts[prefix.length]!;
      const low = compare(value, interval.low, this.collation);
      if (low < 0 || (low === 0 && !interval.lowInclusive)) return -direction;
      const high = compare(value, interval.high, this.collation);
      if (high > 0 || (high === 0 && !interval.highInclusive)) return direction;
      return 0;
    };
    const entries = this.sorted();
    const from = search(entries, (entry) => place(entry) >= 0);
    const to = search(entries, (entry) => place(entry) > 0);
    return from === 0 && to === entries.length ? entries : entries.slice(from, to);
  }
}

/** The first position from which on the test holds. */
function search(entries: readonly Entry[], test: (entry: Entry) => boolean): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(entries[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
