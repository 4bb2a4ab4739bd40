/** What all sessions share: the catalog, the data, the locks and who is connected. */
import { MysqlError } from '../errors.ts';
import { sqliteFunctions } from '../functions/index.ts';
import type { Value } from '../values/convert.ts';
import { Catalog, quote, type Table } from './catalog.ts';
import { Locks } from './locks.ts';
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

  static async open(databases: string[]): Promise<Database> {
    library ??= loadSqlite(sqliteFunctions).then(({ open, copy }) => {
      const watched = (connection: Connection) => {
        connection.watch(() => performance.now() > slice.until);
        return connection;
      };
      return { open: (uri) => watched(open(uri)), copy: (of) => watched(copy(of)) };
    });
    const database = new Database(new Store(await library));
    for (const name of databases) database.catalog.schemas.set(name, new Map());
    return database;
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
  drop(tables: Table[]): void {
    const transaction = new Transaction(this);
    transaction.beginWriting();
    for (const table of tables) this.store.writer.run(`DROP TABLE ${quote(table.physical)}`);
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
