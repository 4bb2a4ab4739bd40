/**
 * One database, two connections: `latest` holds a read transaction open on what was committed last, and
 * `writer` has that with the changes of one transaction on top. When another one wants to write, `writer`
 * goes back to what is committed and does the other's changes again, so any number of transactions write
 * at the same time; the locks of rows keep them apart.
 *
 * A transaction that must keep seeing an older version gets a copy of it, made only when the next commit is
 * about to replace that version.
 */
import type { Connection, Library } from './sqlite.ts';

let databases = 0;

/** A transaction as the store sees it. */
export interface Writer {
  /** Does again what the transaction has changed so far. */
  redo(db: Connection): void;
}

export class Store {
  readonly writer: Connection;
  readonly latest: Connection;
  #library: Library;
  #version = 1;
  #pins = new Map<number, { count: number; copy?: Connection }>();
  #on: Writer | undefined;
  #uri = `file:/mysql-${++databases}?vfs=memdb`;
  /** Called after each commit. */
  changed: () => void = () => undefined;

  constructor(library: Library, saved?: Connection) {
    this.#library = library;
    this.writer = library.open(this.#uri);
    if (saved) {
      saved.run(`VACUUM INTO '${this.#uri}'`);
      saved.close();
    }
    // A first page, without which there is nothing to read.
    else this.writer.run('CREATE TABLE "my_settings"("name" PRIMARY KEY, "value")');
    this.latest = library.open(this.#uri);
    this.#hold();
  }

  #hold() {
    this.latest.run('BEGIN');
    this.latest.run('SELECT count(*) FROM sqlite_schema');
  }

  /** The writing connection with the changes of this transaction and of no other. */
  writerFor(transaction: Writer): Connection {
    if (this.#on === transaction) return this.writer;
    if (this.#on) this.leave(this.#on);
    this.writer.run('BEGIN IMMEDIATE');
    this.#on = transaction;
    try {
      transaction.redo(this.writer);
    } catch (error) {
      this.leave(transaction);
      throw error;
    }
    return this.writer;
  }

  /** Takes the transaction's changes out of the writing connection; `writerFor` brings them back. */
  leave(transaction: Writer) {
    if (this.#on !== transaction) return;
    this.#on = undefined;
    // SQLite itself rolls back when it is out of memory or stopped halfway.
    if (this.writer.inTransaction) this.writer.run('ROLLBACK');
  }

  commit(transaction: Writer) {
    this.writerFor(transaction);
    const pin = this.#pins.get(this.#version);
    if (pin) pin.copy = this.#library.copy(this.latest);
    this.latest.run('COMMIT');
    this.writer.run('COMMIT');
    this.#on = undefined;
    this.#version++;
    this.#hold();
    this.changed();
  }

  /** What was committed last. */
  export(): Uint8Array {
    return this.latest.export();
  }

  /** Keeps the version of now readable until `unpin`. */
  pin(): number {
    const pin = this.#pins.get(this.#version) ?? { count: 0 };
    pin.count++;
    this.#pins.set(this.#version, pin);
    return this.#version;
  }

  unpin(version: number) {
    const pin = this.#pins.get(version)!;
    if (--pin.count) return;
    pin.copy?.close();
    this.#pins.delete(version);
  }

  isLatest(version: number): boolean {
    return version === this.#version;
  }

  reader(version?: number): Connection {
    return (version === undefined ? undefined : this.#pins.get(version)?.copy) ?? this.latest;
  }

  /** A version that is no more the latest, as a database of its own that may be changed. */
  copyOf(version: number): Connection {
    return this.#library.copy(this.reader(version));
  }

  /** Copies that are held for older transactions. */
  get copies(): number {
    return [...this.#pins.values()].filter(({ copy }) => copy).length;
  }

  close() {
    for (const { copy } of this.#pins.values()) copy?.close();
    this.latest.close();
    this.writer.close();
  }
}
