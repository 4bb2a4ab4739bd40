/** What a session has begun and not ended: its locks, its view of the data, its changes. */
import { MysqlError } from '../errors.ts';
import { quote, type Table } from './catalog.ts';
import type { Database } from './database.ts';
import type { Connection } from './sqlite.ts';

const WRITER = 'writer';

export class Transaction {
  readonly #database: Database;
  readonly explicit: boolean;
  readonly isolation: string;
  readonly readOnly: boolean;
  readonly #modified = new Set<Table>();
  #pin: number | undefined;
  #writing = false;
  #savepoints: string[] = [];

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

  /** Takes the place of the one who may change things. */
  async beginWriting(seconds: number, signal: AbortSignal): Promise<void> {
    if (this.readOnly) throw new MysqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    if (this.#writing) return;
    await this.#database.locks.acquire(this, WRITER, 'X', { seconds, signal });
    this.#database.store.begin();
    this.#writing = true;
    for (const name of this.#savepoints)
      this.#database.store.writer.run(`SAVEPOINT ${quote(name)}`);
  }

  modified(table: Table) {
    this.#modified.add(table);
  }

  snapshot() {
    this.#pin ??= this.#database.store.pin();
  }

  /** Where a plain SELECT reads: what it changed itself, else its snapshot, else what was committed last. */
  reader(tables: Iterable<Table>): Connection {
    const { store } = this.#database;
    if (this.#writing && [...tables].some((table) => this.#modified.has(table)))
      return store.writer;
    if (
      this.explicit &&
      (this.isolation === 'REPEATABLE-READ' || this.isolation === 'SERIALIZABLE')
    ) {
      this.snapshot();
      return store.reader(this.#pin);
    }
    return store.reader();
  }

  /** Where locking reads look: at the newest there is. */
  current(): Connection {
    return this.#writing ? this.#database.store.writer : this.#database.store.reader();
  }

  savepoint(name: string) {
    const key = name.toLowerCase();
    const old = this.#savepoints.indexOf(key);
    if (old >= 0) this.#savepoints.splice(old, 1);
    this.#savepoints.push(key);
    if (this.#writing) this.#database.store.writer.run(`SAVEPOINT ${quote(key)}`);
  }

  rollbackTo(name: string) {
    const at = this.#find(name);
    this.#savepoints.length = at + 1;
    if (this.#writing) this.#database.store.writer.run(`ROLLBACK TO ${quote(name.toLowerCase())}`);
  }

  releaseSavepoint(name: string) {
    this.#savepoints.length = this.#find(name);
    if (this.#writing) this.#database.store.writer.run(`RELEASE ${quote(name.toLowerCase())}`);
  }

  #find(name: string): number {
    const at = this.#savepoints.indexOf(name.toLowerCase());
    if (at < 0) throw new MysqlError('ER_SP_SAVEPOINT', name);
    return at;
  }

  /** A statement happens whole or not at all. */
  statement<T>(run: () => T): T {
    const { writer } = this.#database.store;
    writer.run('SAVEPOINT "statement"');
    try {
      const result = this.#database.bounded(run);
      writer.run('RELEASE "statement"');
      return result;
    } catch (error) {
      writer.run('ROLLBACK TO "statement"');
      writer.run('RELEASE "statement"');
      throw error;
    }
  }

  end(commit: boolean) {
    const { store, locks } = this.#database;
    if (this.#pin !== undefined) store.unpin(this.#pin);
    this.#pin = undefined;
    if (this.#writing) {
      if (commit) store.commit();
      else store.rollback();
    }
    this.#writing = false;
    locks.releaseAll(this);
  }
}
