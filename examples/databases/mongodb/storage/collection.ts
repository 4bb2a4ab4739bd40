import { UUID } from 'bson';
import { type Collation, parseCollation } from '../query/collation.ts';
import { keyOf, type Document, type Value } from '../query/values.ts';
import { Index, type RecordPlace } from './index.ts';
import { type Transaction } from './transaction.ts';

/** A document as it was from commit `at` on; `undefined` is a deleted one. Documents are never changed. */
export interface Version {
  document: Document | undefined;
  at: number;
  previous: Version | undefined;
}

export interface StoredRecord extends RecordPlace {
  version: Version;
}

/** One collection: its records in the order of insertion, with the older versions that snapshots still read. */
export class Collection {
  readonly uuid = new UUID().toBinary();
  readonly records = new Map<string, StoredRecord>();
  indexes: Index[] = [new Index({ v: 2, key: { _id: 1 }, name: '_id_' })];
  options: Document;
  count = 0;
  #nextRecord = 0;
  /** Records that have older versions, or are deleted. */
  readonly #history = new Set<StoredRecord>();
  db: string;
  name: string;

  constructor(db: string, name: string, options: Document = {}) {
    this.db = db;
    this.name = name;
    this.options = options;
  }

  get namespace(): string {
    return `${this.db}.${this.name}`;
  }

  get collation(): Collation | undefined {
    return parseCollation(this.options.collation);
  }

  key(id: Value): string {
    return keyOf(id, this.collation);
  }

  get(key: string, transaction?: Transaction): Document | undefined {
    const written = transaction?.writes.get(this);
    if (written?.has(key)) return written.get(key);
    const record = this.records.get(key);
    return record && visible(record, transaction);
  }

  *documents(transaction?: Transaction): Generator<Document> {
    const written = transaction?.writes.get(this);
    for (const record of this.records.values()) {
      const document = written?.has(record.key)
        ? written.get(record.key)
        : visible(record, transaction);
      if (document) yield document;
    }
    if (!written) return;
    for (const [key, document] of written) if (document && !this.records.has(key)) yield document;
  }

  size(transaction?: Transaction): number {
    if (!transaction) return this.count;
    let count = 0;
    for (const _ of this.documents(transaction)) count++;
    return count;
  }

  /** Puts a committed document in place. `keep` asks for the older version, which a snapshot may read. */
  put(key: string, document: Document | undefined, at: number, keep: boolean): void {
    let record = this.records.get(key);
    const before = record?.version.document;
    if (record && before === undefined && document) {
      // A document that is inserted again stands last.
      this.records.delete(key);
      this.records.set(key, record);
    }
    if (!record) {
      if (!document) return;
      record = {
        id: this.#nextRecord++,
        key,
        version: { document: undefined, at: 0, previous: undefined },
      };
      this.records.set(key, record);
    }
    if (before) for (const index of this.indexes) index.remove(record);
    record.version = { document, at, previous: keep ? record.version : undefined };
    if (document) for (const index of this.indexes) index.add(record, document);
    this.count += Number(!!document) - Number(!!before);
    if (keep) this.#history.add(record);
    else if (!document) this.records.delete(key);
  }

  /** Forgets versions that no snapshot from `oldest` on reads. */
  prune(oldest: number): void {
    for (const record of this.#history) {
      let version: Version | undefined = record.version;
      while (version && version.at > oldest) version = version.previous;
      if (version) version.previous = undefined;
      if (record.version.previous) continue;
      this.#history.delete(record);
      if (!record.version.document && this.records.get(record.key) === record)
        this.records.delete(record.key);
    }
  }

  addIndex(spec: Document): Index {
    const index = new Index(spec);
    for (const record of this.records.values()) {
      if (record.version.document) index.add(record, record.version.document);
    }
    this.indexes.push(index);
    return index;
  }
}

function visible(record: StoredRecord, transaction?: Transaction): Document | undefined {
  let version: Version | undefined = record.version;
  if (transaction) while (version && version.at > transaction.snapshot) version = version.previous;
  return version?.document;
}
