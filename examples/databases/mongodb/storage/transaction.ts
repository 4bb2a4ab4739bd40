import { type Timestamp } from 'bson';
import { type Document } from '../query/values.ts';
import { type Change } from './changes.ts';
import { type Collection } from './collection.ts';

/** A transaction reads the state of its start, and its own writes, which others see when it commits. */
export class Transaction {
  readonly snapshot: number;
  readonly writes = new Map<Collection, Map<string, Document | undefined>>();
  readonly changes: Change[] = [];
  /** Collections that this transaction creates. */
  readonly created = new Map<string, Collection>();
  /** Those of them that stay although nothing is in them. */
  readonly explicit = new Set<Collection>();
  readonly started = Date.now();
  readonly readTime: Timestamp;
  readonly finished: Promise<void>;
  readonly finish: () => void;
  state: 'open' | 'committed' | 'aborted' = 'open';

  constructor(snapshot: number, readTime: Timestamp) {
    this.snapshot = snapshot;
    this.readTime = readTime;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.finished = promise;
    this.finish = resolve;
  }

  record(collection: Collection, key: string, document: Document | undefined): void {
    let writes = this.writes.get(collection);
    if (!writes) this.writes.set(collection, (writes = new Map()));
    writes.set(key, document);
  }
}

/** A write met a record that an open transaction has written: wait for its end, then try again. */
export class Blocked extends Error {
  readonly until: Promise<void>;

  constructor(until: Promise<void>) {
    super('blocked by a transaction');
    this.until = until;
  }
}
