/** `SQLTagStore`: statements by the text of their template, the least recently used dropped. */
import { nativeError } from '../../bytes/native-error.ts';
import { invalidState, invalidType } from './checks.ts';
import { StatementSync } from './statement.ts';

/** What it needs of a `DatabaseSync`. */
interface Database {
  readonly isOpen: boolean;
  prepare(sql: string): StatementSync;
}

const own = Symbol('own');

export class SQLTagStore {
  #db: Database;
  #capacity: number;
  #statements = new Map<string, StatementSync>();

  constructor(token: symbol, db: Database, capacity: number) {
    if (token !== own) {
      throw nativeError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    }
    this.#db = db;
    this.#capacity = capacity;
    const getters = { capacity: () => capacity, db: () => db, size: () => this.#statements.size };
    for (const [name, get] of Object.entries(getters)) {
      Object.defineProperty(this, name, { get, enumerable: true, configurable: true });
    }
  }

  static create(db: Database, capacity: number): SQLTagStore {
    return new SQLTagStore(own, db, capacity);
  }

  #statement(strings: unknown): StatementSync {
    if (!this.#db.isOpen) throw invalidState('database is not open');
    if (!Array.isArray(strings)) {
      throw invalidType('First argument must be an array of strings (template literal).');
    }
    const sql = strings.join('?');
    let statement = this.#statements.get(sql);
    this.#statements.delete(sql);
    if (!statement || StatementSync.isFinalized(statement)) statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > this.#capacity) {
      this.#statements.delete(this.#statements.keys().next().value!);
    }
    return statement;
  }

  get(strings: unknown, ...values: unknown[]): unknown {
    return this.#statement(strings).get(...values);
  }
  all(strings: unknown, ...values: unknown[]): unknown {
    return this.#statement(strings).all(...values);
  }
  iterate(strings: unknown, ...values: unknown[]): unknown {
    return this.#statement(strings).iterate(...values);
  }
  run(strings: unknown, ...values: unknown[]): unknown {
    return this.#statement(strings).run(...values);
  }
  clear(): void {
    this.#statements.clear();
  }
}
