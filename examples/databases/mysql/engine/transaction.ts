/** What a session has begun and not ended: its locks, its view of the data, its changes. */
import { MysqlError } from '../errors.ts';
import type { Table } from './catalog.ts';
import { apply, overlay, type Change } from './changes.ts';
import type { Database } from './database.ts';
import { RowBlocked, type Mode } from './locks.ts';
import type { Connection } from './sqlite.ts';

export class Transaction {
  readonly #database: Database;
  readonly explicit: boolean;
  readonly isolation: string;
  readonly readOnly: boolean;
  readonly #modified = new Set<Table>();
  readonly #changes: Change[] = [];
  readonly #savepoints: { name: string; changes: number }[] = [];
  #pin: number | undefined;
  /** The version that it sees, with its own changes, once others have committed newer ones. */
  #private: { db: Connection; changes: number } | undefined;
  #writing = false;
  /** Locks that the statement has taken which runs now. */
  #taken: string[] = [];

  constructor(
    database: Database,
    { explicit = false, isolation = 'REPEATABLE-READ', readOnly = false } = {},
  ) {
    this.#database = database;
    this.explicit = explicit;
    this.isolation = isolation;
    this.readOnly = readOnly;
  }

  get writing(): boolean {
    return this.#writing;
  }

  beginWriting(): void {
    if (this.readOnly) throw new MysqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    this.#writing = true;
    this.#database.store.writerFor(this);
  }

  redo(db: Connection): void {
    try {
      for (const change of this.#changes) apply(db, change);
    } catch {
      // Something that no lock has kept apart. Whoever is told of a deadlock begins again.
      throw new MysqlError('ER_LOCK_DEADLOCK');
    }
  }

  changed(change: Change) {
    this.#modified.add(change.table);
    // A single statement ends before anybody else has a turn.
    if (this.explicit) this.#changes.push(change);
  }

  snapshot() {
    this.#pin ??= this.#database.store.pin();
  }

  /**
   * Where a plain SELECT reads: its snapshot or what was committed last, with what it changed itself.
   * https://dev.mysql.com/doc/refman/8.4/en/innodb-consistent-read.html
   */
  reader(tables: Iterable<Table>): Connection {
    const { store } = this.#database;
    const own = this.#writing && [...tables].some((table) => this.#modified.has(table));
    if (
      this.explicit &&
      (this.isolation === 'REPEATABLE-READ' || this.isolation === 'SERIALIZABLE')
    ) {
      this.snapshot();
      if (!own) return store.reader(this.#pin);
      if (!store.isLatest(this.#pin!)) return this.#privateVersion();
    }
    return own ? store.writerFor(this) : store.reader();
  }

  #privateVersion(): Connection {
    this.#private ??= { db: this.#database.store.copyOf(this.#pin!), changes: 0 };
    for (const change of this.#changes.slice(this.#private.changes))
      overlay(this.#private.db, change);
    this.#private.changes = this.#changes.length;
    return this.#private.db;
  }

  /** Where locking reads look: at the newest there is. */
  current(): Connection {
    const { store } = this.#database;
    return this.#writing ? store.writerFor(this) : store.reader();
  }

  savepoint(name: string) {
    const old = this.#savepoints.findIndex((each) => each.name === name.toLowerCase());
    if (old >= 0) this.#savepoints.splice(old, 1);
    this.#savepoints.push({ name: name.toLowerCase(), changes: this.#changes.length });
  }

  rollbackTo(name: string) {
    const at = this.#find(name);
    this.#savepoints.length = at + 1;
    this.#changes.length = this.#savepoints[at]!.changes;
    this.#database.store.leave(this);
    this.#dropPrivate();
  }

  releaseSavepoint(name: string) {
    this.#savepoints.length = this.#find(name);
  }

  #find(name: string): number {
    const at = this.#savepoints.findIndex((each) => each.name === name.toLowerCase());
    if (at < 0) throw new MysqlError('ER_SP_SAVEPOINT', name);
    return at;
  }

  /** Takes a lock, or leaves the statement to wait for it. */
  lock(key: string, mode: Mode): void {
    const { locks } = this.#database;
    // A single statement commits before anybody else has a turn; it need only look.
    if (!this.explicit) {
      if (locks.heldByOthers(this, key, mode)) throw new RowBlocked(key, mode);
      return;
    }
    const held = locks.holds(this, key);
    if (!locks.try(this, key, mode)) throw new RowBlocked(key, mode);
    if (!held) this.#taken.push(key);
  }

  /** A statement happens whole or not at all. */
  statement<T>(run: () => T): T {
    const { store, locks } = this.#database;
    const before = this.#changes.length;
    this.#taken = [];
    store.writer.run('SAVEPOINT "statement"');
    try {
      const result = this.#database.bounded(run);
      store.writer.run('RELEASE "statement"');
      return result;
    } catch (error) {
      this.#changes.length = before;
      if (store.writer.inTransaction) {
        store.writer.run('ROLLBACK TO "statement"');
        store.writer.run('RELEASE "statement"');
      } else store.leave(this);
      // It waits with empty hands, or two statements that begin again would meet in a deadlock.
      if (error instanceof RowBlocked) for (const key of this.#taken) locks.release(this, key);
      throw error;
    }
  }

  end(commit: boolean) {
    const { store, locks } = this.#database;
    if (this.#pin !== undefined) store.unpin(this.#pin);
    this.#pin = undefined;
    this.#dropPrivate();
    try {
      if (this.#writing && commit && (this.#changes.length || !this.explicit)) store.commit(this);
      else store.leave(this);
    } finally {
      this.#writing = false;
      locks.releaseAll(this);
    }
  }

  #dropPrivate() {
    this.#private?.db.close();
    this.#private = undefined;
  }
}
