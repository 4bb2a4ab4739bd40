import { type Timestamp } from 'bson';
import { type Document, type Value } from '../query/values.ts';

/** Something that happened to the data, kept for change streams as the oplog keeps it. */
export interface Change {
  type:
    | 'insert'
    | 'update'
    | 'replace'
    | 'delete'
    | 'drop'
    | 'rename'
    | 'dropDatabase'
    | 'create'
    | 'createIndexes'
    | 'dropIndexes'
    | 'modify';
  db: string;
  collection: string;
  id?: Value;
  uuid?: Value;
  before?: Document | undefined;
  after?: Document | undefined;
  /** Further fields of the event. */
  details?: Document;
  /** Whether images from before are kept for this collection. */
  preImages?: boolean;
  transaction?: Document | undefined;
}

export interface LoggedChange extends Change {
  sequence: number;
  time: Timestamp;
  wallTime: Date;
}

/** How many changes a stream that was away can catch up with. */
const LENGTH = 5000;

export class ChangeLog {
  #entries: LoggedChange[] = [];
  #sequence = 0;
  readonly #listeners = new Set<() => void>();

  get last(): number {
    return this.#sequence;
  }

  append(change: Change, time: Timestamp): void {
    this.#entries.push({ ...change, sequence: ++this.#sequence, time, wallTime: new Date() });
    if (this.#entries.length > LENGTH * 1.2) this.#entries = this.#entries.slice(-LENGTH);
    for (const wake of [...this.#listeners]) wake();
  }

  /** The changes after a place in the log, or `undefined` if some of them are forgotten. */
  since(sequence: number): LoggedChange[] | undefined {
    const first = this.#entries[0]?.sequence ?? this.#sequence + 1;
    if (sequence + 1 < first) return undefined;
    return this.#entries.slice(sequence + 1 - first);
  }

  /** The place before the first change at or after a time. */
  before(time: Timestamp): number {
    const found = this.#entries.find((entry) => entry.time.compare(time) >= 0);
    return found ? found.sequence - 1 : this.#sequence;
  }

  onAppend(wake: () => void): () => void {
    this.#listeners.add(wake);
    return () => this.#listeners.delete(wake);
  }
}
