/** What all sessions share: the catalog, the data, the locks and who is connected. */
import { MysqlError } from '../errors.ts';
import { sqliteFunctions } from '../functions/index.ts';
import type { Value } from '../values/convert.ts';
import { Catalog, quote } from './catalog.ts';
import { Locks } from './locks.ts';
import { readSaved, save } from './saved.ts';
import type { Session } from './session.ts';
import { Interrupted, loadSqlite, type Connection, type Library, type Row } from './sqlite.ts';
import { Store } from './store.ts';
import { Transaction } from './transaction.ts';

/** Until when the statement that runs now may go on without a break. */
const slice = { until: Infinity };
const FIRST_SLICE_MS = 40;

let library: Promise<Library> | undefined;

export class Database {
  readonly catalog = new Catalog();
  readonly locks = new Locks<object>();
  readonly globals = new Map<string, Value>();
  readonly sessions = new Map<number, Session>();
  readonly store: Store;
  readonly started = Date.now();

  private constructor(store: Store) {
    this.store = store;
  }

  /** @param saved What `save` gave, to go on from it. */
  static async open(databases: string[], saved?: Uint8Array): Promise<Database> {
    library ??= loadSqlite(sqliteFunctions).then(({ open, of, copy }) => {
      const watched = (connection: Connection) => {
        connection.watch(() => performance.now() > slice.until);
        return connection;
      };
      return {
        open: (uri) => watched(open(uri)),
        of: (bytes) => watched(of(bytes)),
        copy: (connection) => watched(copy(connection)),
      };
    });
    const sqlite = await library;
    const from = saved && readSaved(saved);
    const database = new Database(new Store(sqlite, from && sqlite.of(from.data)));
    const { catalog } = database;
    if (from) {
      for (const [name, tables] of from.schemas) catalog.schemas.set(name, tables);
      catalog.tablesMade = from.tablesMade;
      database.#dropUnknown();
    }
    for (const name of databases)
      if (!catalog.schemas.has(name)) catalog.schemas.set(name, new Map());
    return database;
  }

  save(): Uint8Array {
    return save(this.catalog, this.store);
  }

  /** Temporary tables end with their sessions, also where a process ended first. */
  #dropUnknown() {
    const known = new Set([...this.catalog.tables()].map(({ physical }) => physical));
    const rows = this.store
      .reader()
      .all("SELECT name FROM sqlite_schema WHERE name GLOB 't[0-9]*_*' AND type = 'table'");
    const names = rows.map(([name]) => String(name)).filter((name) => !known.has(name));
    if (names.length) this.drop(names);
  }

  /**
   * Reads in slices of time: a query that does not end in one is stopped and begun again with twice the time,
   * so that other sessions have their turn and KILL is heard.
   */
  async read(
    from: () => Connection,
    sql: string,
    limit: { killed(): boolean; milliseconds: number },
  ): Promise<Row[]> {
    const begun = performance.now();
    for (let time = FIRST_SLICE_MS; ; time *= 2) {
      slice.until = performance.now() + time;
      try {
        return from().all(sql);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
      } finally {
        slice.until = Infinity;
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (limit.killed()) throw new MysqlError('ER_QUERY_INTERRUPTED');
      if (limit.milliseconds && performance.now() - begun > limit.milliseconds)
        throw new MysqlError('ER_QUERY_TIMEOUT');
    }
  }

  /** Drops tables that nobody can see any more. */
  drop(physicalNames: string[]): void {
    const transaction = new Transaction(this);
    transaction.beginWriting();
    for (const name of physicalNames) this.store.writer.run(`DROP TABLE ${quote(name)}`);
    transaction.end(true);
  }

  /** Runs a write, which cannot be taken up again: at most a minute. */
  bounded<T>(run: () => T): T {
    slice.until = performance.now() + 60_000;
    try {
      return run();
    } catch (error) {
      throw error instanceof Interrupted ? new MysqlError('ER_QUERY_TIMEOUT') : error;
    } finally {
      slice.until = Infinity;
    }
  }
}
