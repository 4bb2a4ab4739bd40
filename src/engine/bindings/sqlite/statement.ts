/** `StatementSync`, its iterator, and binding. */
import { nativeError } from '../../bytes/native-error.ts';
import { invalidState, requireType } from './checks.ts';
import type { Connection } from './connection.ts';
import { bindValue, integer, readColumn, type SqliteValue } from './values.ts';

const ROW = 100;
const DONE = 101;

export interface StatementOptions {
  readBigInts: boolean;
  returnArrays: boolean;
  allowBareNamedParameters: boolean;
  allowUnknownNamedParameters: boolean;
}

type Row = Record<string, SqliteValue> | SqliteValue[];

/** Proves that it is the engine that constructs. */
const own = Symbol('own');

export class StatementSync {
  #connection: Connection;
  #pointer: number;
  #options: StatementOptions;
  /** Changes with every execution: iterators of an earlier one are invalid. */
  #execution = 0;
  #bareNames: Map<string, string> | undefined;

  constructor(token: symbol, connection: Connection, pointer: number, options: StatementOptions) {
    if (token !== own) {
      throw nativeError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    }
    this.#connection = connection;
    this.#pointer = pointer;
    this.#options = { ...options };
    connection.statements.add(pointer);
    Object.defineProperties(this, {
      sourceSQL: { get: () => this.#sourceSQL(), enumerable: true, configurable: true },
      expandedSQL: { get: () => this.#expandedSQL(), enumerable: true, configurable: true },
    });
  }

  static create(connection: Connection, pointer: number, options: StatementOptions): StatementSync {
    return new StatementSync(own, connection, pointer, options);
  }

  get #api() {
    return this.#connection.sqlite.api;
  }

  static isFinalized(statement: StatementSync): boolean {
    return !statement.#connection.statements.has(statement.#pointer);
  }

  static finalize(statement: StatementSync): void {
    if (StatementSync.isFinalized(statement)) return;
    statement.#connection.statements.delete(statement.#pointer);
    statement.#api.sqlite3_finalize!(statement.#pointer);
  }

  #require(): void {
    if (!(#pointer in this)) throw new TypeError('Illegal invocation');
    if (StatementSync.isFinalized(this)) throw invalidState('statement has been finalized');
  }

  #sourceSQL(): string {
    this.#require();
    return this.#connection.sqlite.readText(this.#api.sqlite3_sql!(this.#pointer)) ?? '';
  }

  #expandedSQL(): string {
    this.#require();
    const pointer = this.#api.sqlite3_expanded_sql!(this.#pointer);
    const text = this.#connection.sqlite.readText(pointer) ?? '';
    this.#api.sqlite3_free!(pointer);
    return text;
  }

  /** Runs `use` over an execution with these parameters, and resets the statement. */
  #execute<T>(parameters: unknown[], use: () => T): T {
    this.#require();
    this.#start(parameters);
    try {
      return use();
    } finally {
      if (!StatementSync.isFinalized(this)) this.#api.sqlite3_reset!(this.#pointer);
    }
  }

  #start(parameters: unknown[]): void {
    this.#execution++;
    this.#connection.thrown = undefined;
    this.#connection.check(this.#api.sqlite3_reset!(this.#pointer));
    this.#bind(parameters);
  }

  /** Whether there is a row. */
  #step(): boolean {
    const result = this.#api.sqlite3_step!(this.#pointer);
    this.#connection.check(result, [ROW, DONE]);
    return result === ROW;
  }

  #bind(parameters: unknown[]): void {
    const { sqlite } = this.#connection;
    const pointer = this.#pointer;
    this.#connection.check(this.#api.sqlite3_clear_bindings!(pointer));
    const [first] = parameters;
    const hasNamed = typeof first === 'object' && first !== null && !ArrayBuffer.isView(first);
    if (hasNamed) this.#bindNamed(first as Record<string, unknown>);
    let index = 1;
    for (const value of hasNamed ? parameters.slice(1) : parameters) {
      while (this.#api.sqlite3_bind_parameter_name!(pointer, index) !== 0) {
        const name = sqlite.readText(this.#api.sqlite3_bind_parameter_name!(pointer, index));
        // `?1` has a name too, but is bound by its place.
        if (name!.startsWith('?')) break;
        index++;
      }
      this.#connection.check(bindValue(sqlite, pointer, index, value));
      index++;
    }
  }

  #bindNamed(values: Record<string, unknown>): void {
    const { sqlite } = this.#connection;
    const indexOf = (name: string): number =>
      sqlite.withTexts([name], (text) =>
        this.#api.sqlite3_bind_parameter_index!(this.#pointer, text!),
      );
    if (this.#options.allowBareNamedParameters) this.#bareNames ??= this.#findBareNames();
    for (const [name, value] of Object.entries(values)) {
      let index = indexOf(name);
      if (index === 0 && this.#options.allowBareNamedParameters) {
        const full = this.#bareNames!.get(name);
        if (full !== undefined) index = indexOf(full);
      }
      if (index === 0) {
        if (this.#options.allowUnknownNamedParameters) continue;
        throw invalidState(`Unknown named parameter '${name}'`);
      }
      this.#connection.check(bindValue(sqlite, this.#pointer, index, value));
    }
  }

  #findBareNames(): Map<string, string> {
    const names = new Map<string, string>();
    const count = this.#api.sqlite3_bind_parameter_count!(this.#pointer);
    for (let index = 1; index <= count; index++) {
      const full = this.#connection.sqlite.readText(
        this.#api.sqlite3_bind_parameter_name!(this.#pointer, index),
      );
      if (full === null) continue;
      const bare = full.slice(1);
      const other = names.get(bare);
      if (other !== undefined && other !== full) {
        throw invalidState(
          `Cannot create bare named parameter '${bare}' because of conflicting names ` +
            `'${other}' and '${full}'.`,
        );
      }
      names.set(bare, full);
    }
    return names;
  }

  #names(): string[] {
    const { sqlite } = this.#connection;
    const count = this.#api.sqlite3_column_count!(this.#pointer);
    return Array.from(
      { length: count },
      (_, i) => sqlite.readText(this.#api.sqlite3_column_name!(this.#pointer, i)) ?? '',
    );
  }

  #row(names: string[]): Row {
    const { sqlite } = this.#connection;
    const { readBigInts, returnArrays } = this.#options;
    const values = names.map((_, i) => readColumn(sqlite, this.#pointer, i, readBigInts));
    if (returnArrays) return values;
    const row = Object.create(null) as Record<string, SqliteValue>;
    names.forEach((name, i) => (row[name] = values[i]!));
    return row;
  }

  all(...parameters: unknown[]): Row[] {
    return this.#execute(parameters, () => {
      const rows: Row[] = [];
      let names: string[] | undefined;
      while (this.#step()) rows.push(this.#row((names ??= this.#names())));
      return rows;
    });
  }

  get(...parameters: unknown[]): Row | undefined {
    return this.#execute(parameters, () => (this.#step() ? this.#row(this.#names()) : undefined));
  }

  run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#execute(parameters, () => {
      this.#step();
      this.#connection.check(this.#api.sqlite3_reset!(this.#pointer));
      const db = this.#connection.pointer;
      const { readBigInts } = this.#options;
      const count = (name: string): number | bigint =>
        integer(this.#api[name]!(db) as unknown as bigint, readBigInts);
      return {
        changes: count('sqlite3_changes64'),
        lastInsertRowid: count('sqlite3_last_insert_rowid'),
      };
    });
  }

  iterate(...parameters: unknown[]): object {
    this.#require();
    this.#start(parameters);
    const execution = this.#execution;
    let isDone = false;
    let names: string[] | undefined;
    const valid = (): void => {
      this.#require();
      if (execution !== this.#execution) throw invalidState('iterator was invalidated');
    };
    const result = (done: boolean, value: Row | null): object =>
      Object.assign(Object.create(null) as object, { done, value });
    return new StatementSyncIterator({
      next: () => {
        if (isDone) return result(true, null);
        valid();
        if (this.#step()) return result(false, this.#row((names ??= this.#names())));
        isDone = true;
        this.#api.sqlite3_reset!(this.#pointer);
        return result(true, null);
      },
      return: () => {
        this.#require();
        if (!isDone && execution === this.#execution) {
          this.#api.sqlite3_reset!(this.#pointer);
        }
        isDone = true;
        return result(true, null);
      },
    });
  }

  columns(): object[] {
    this.#require();
    const { sqlite } = this.#connection;
    const text = (what: string, i: number): string | null =>
      sqlite.readText(this.#api[`sqlite3_column_${what}`]!(this.#pointer, i));
    return this.#names().map((name, i) =>
      Object.assign(Object.create(null) as object, {
        column: text('origin_name', i),
        database: text('database_name', i),
        name,
        table: text('table_name', i),
        type: text('decltype', i),
      }),
    );
  }

  setAllowBareNamedParameters(allowed: unknown): void {
    this.#require();
    requireType('allowBareNamedParameters', 'boolean', allowed);
    this.#options.allowBareNamedParameters = allowed as boolean;
  }

  setAllowUnknownNamedParameters(enabled: unknown): void {
    this.#require();
    requireType('enabled', 'boolean', enabled);
    this.#options.allowUnknownNamedParameters = enabled as boolean;
  }

  setReadBigInts(enabled: unknown): void {
    this.#require();
    requireType('readBigInts', 'boolean', enabled);
    this.#options.readBigInts = enabled as boolean;
  }

  setReturnArrays(enabled: unknown): void {
    this.#require();
    requireType('returnArrays', 'boolean', enabled);
    this.#options.returnArrays = enabled as boolean;
  }
}

interface Iteration {
  next(): object;
  return(): object;
}

/** Inherits from `Iterator.prototype`, which brings `map`, `toArray` and the like. */
class StatementSyncIterator {
  #iteration: Iteration;
  constructor(iteration: Iteration) {
    this.#iteration = iteration;
  }
  next(): object {
    return this.#iteration.next();
  }
  return(): object {
    return this.#iteration.return();
  }
}
Object.setPrototypeOf(
  StatementSyncIterator.prototype,
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
);
