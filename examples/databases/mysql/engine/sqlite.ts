/** SQLite as WebAssembly: connections, prepared statements, functions and collations written in JavaScript. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sqlite3InitModule, { type Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { Value } from '../values/convert.ts';

export type Row = Value[];
export type ScalarFunction = (...args: Value[]) => Value | boolean | undefined;
export interface AggregateFunction<State = unknown> {
  start(): State;
  step(state: State, ...args: Value[]): void;
  /** The reverse of `step`, for windows that move. */
  inverse?(state: State, ...args: Value[]): void;
  result(state: State): Value;
}

export interface Functions {
  scalar: Record<string, { call: ScalarFunction; pure: boolean }>;
  aggregate: Record<string, AggregateFunction>;
  collations: Record<string, (a: string, b: string) => number>;
}

type Capi = Record<string, (...args: unknown[]) => number>;
type Wasm = {
  installFunction(signature: string, call: (...args: never[]) => unknown): number;
  allocFromTypedArray(bytes: Uint8Array): number;
  heap8u(): Uint8Array;
  peekPtr(pointer: number): number;
};

/** What a function threw while SQLite ran it; SQLite itself only carries texts. */
let thrown: unknown;

export interface Library {
  open(uri: string): Connection;
  /** A private copy of a connection's database, as it sees it now. */
  copy(of: Connection): Connection;
  /** A private database with these bytes, which `export` gave. */
  of(bytes: Uint8Array): Connection;
}

export async function loadSqlite(functions: Functions): Promise<Library> {
  const wasmBinary = readFileSync(
    createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm'),
  );
  const init = sqlite3InitModule as unknown as (options: object) => Promise<Sqlite3Static>;
  const sqlite = await init({ wasmBinary, print: () => undefined, printErr: () => undefined });
  // It would print each constraint that fails, which here is an answer like any other.
  (sqlite.config as unknown as { warn: () => void }).warn = () => undefined;
  const capi = sqlite.capi as unknown as Capi;
  const wasm = sqlite.wasm as unknown as Wasm;
  const decoder = new TextDecoder();

  const argument = (pointer: number): Value =>
    (sqlite.capi.sqlite3_value_to_js as unknown as (p: number) => Value)(pointer);
  const args = (count: number, pointer: number): Value[] => {
    const values: Value[] = [];
    for (let i = 0; i < count; i++) values.push(argument(wasm.peekPtr(pointer + i * 4)));
    return values;
  };
  const answer = (context: number, value: Value | boolean | undefined) => {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      capi.sqlite3_result_double!(context, value);
    } else capi.sqlite3_result_js!(context, value === undefined ? null : value);
  };
  const guarded = (context: number, run: () => void) => {
    try {
      run();
    } catch (error) {
      thrown = error;
      capi.sqlite3_result_error!(context, 'thrown', -1);
    }
  };

  // Every connection registers the same pointers: making them is what is slow.
  const scalars = Object.entries(functions.scalar).map(([name, { call, pure }]) => ({
    name,
    pure,
    pointer: wasm.installFunction('v(pip)', (context: number, count: number, values: number) => {
      guarded(context, () => answer(context, call(...args(count, values))));
    }),
  }));
  const aggregates = Object.entries(functions.aggregate).map(([name, aggregate]) => {
    const states = new Map<number, unknown>();
    const stateOf = (context: number) => {
      const key = capi.sqlite3_aggregate_context!(context, 8);
      if (!states.has(key)) states.set(key, aggregate.start());
      return { key, state: states.get(key) };
    };
    const step = (each: AggregateFunction['step']) =>
      wasm.installFunction('v(pip)', (context: number, count: number, values: number) => {
        guarded(context, () => each(stateOf(context).state, ...args(count, values)));
      });
    const result = (last: boolean) =>
      wasm.installFunction('v(p)', (context: number) => {
        guarded(context, () => {
          const { key, state } = stateOf(context);
          if (last) states.delete(key);
          answer(context, aggregate.result(state));
        });
      });
    return {
      name,
      step: step((state, ...values) => aggregate.step(state, ...values)),
      final: result(true),
      ...(aggregate.inverse
        ? {
            value: result(false),
            inverse: step((state, ...values) => aggregate.inverse!(state, ...values)),
          }
        : {}),
    };
  });
  const collations = Object.entries(functions.collations).map(([name, compare]) => ({
    name,
    pointer: wasm.installFunction(
      'i(pipip)',
      (_: number, n1: number, p1: number, n2: number, p2: number) => {
        const heap = wasm.heap8u();
        return compare(
          decoder.decode(heap.subarray(p1, p1 + n1)),
          decoder.decode(heap.subarray(p2, p2 + n2)),
        );
      },
    ),
  }));

  const open = (uri: string): Connection => {
    const db = new sqlite.oo1.DB(uri, 'c');
    const pointer = db.pointer as unknown as number;
    for (const { name, pure, pointer: call } of scalars) {
      const flags = capi.SQLITE_UTF8 as unknown as number;
      const deterministic = pure ? (capi.SQLITE_DETERMINISTIC as unknown as number) : 0;
      capi.sqlite3_create_function_v2!(pointer, name, -1, flags | deterministic, 0, call, 0, 0, 0);
    }
    for (const { name, step, final, value, inverse } of aggregates) {
      const flags = capi.SQLITE_UTF8;
      if (value)
        capi.sqlite3_create_window_function!(
          pointer,
          name,
          -1,
          flags,
          0,
          step,
          final,
          value,
          inverse,
          0,
        );
      else capi.sqlite3_create_function_v2!(pointer, name, -1, flags, 0, 0, step, final, 0);
    }
    for (const { name, pointer: compare } of collations) {
      capi.sqlite3_create_collation_v2!(pointer, name, capi.SQLITE_UTF8, 0, compare, 0);
    }
    // Changes stay in this connection until they are committed.
    db.exec('PRAGMA cache_spill=OFF; PRAGMA journal_mode=MEMORY; PRAGMA temp_store=MEMORY');
    return new Connection(db, capi, sqlite.capi.sqlite3_js_db_export as (p: unknown) => Uint8Array);
  };

  const of = (bytes: Uint8Array): Connection => {
    const connection = open(':memory:');
    if (!bytes.length) return connection;
    const memory = wasm.allocFromTypedArray(bytes);
    const flags =
      (capi.SQLITE_DESERIALIZE_FREEONCLOSE as unknown as number) |
      (capi.SQLITE_DESERIALIZE_RESIZEABLE as unknown as number);
    const failed = capi.sqlite3_deserialize!(
      connection.db.pointer,
      'main',
      memory,
      bytes.length,
      bytes.length,
      flags,
    );
    if (failed) throw new Error(`sqlite3_deserialize: ${failed}`);
    return connection;
  };
  return { open, of, copy: (connection) => of(connection.export()) };
}

type Db = InstanceType<Sqlite3Static['oo1']['DB']>;
type Stmt = ReturnType<Db['prepare']>;

const KEPT_STATEMENTS = 200;

/** A statement stopped halfway: by KILL, or because it ran too long. */
export class Interrupted extends Error {}

export class Connection {
  readonly db: Db;
  #statements = new Map<string, Stmt>();
  #inUse = new Set<Stmt>();
  #capi: Capi;
  #export: (pointer: unknown) => Uint8Array;

  constructor(db: Db, capi: Capi, exportOf: (pointer: unknown) => Uint8Array) {
    this.db = db;
    this.#capi = capi;
    this.#export = exportOf;
  }

  /** The whole database, as this connection sees it. */
  export(): Uint8Array {
    return this.#export(this.db.pointer);
  }

  #prepare(sql: string): Stmt {
    const kept = this.#statements.get(sql);
    if (kept && !this.#inUse.has(kept)) {
      this.#statements.delete(sql);
      this.#statements.set(sql, kept);
      return kept;
    }
    const statement = this.db.prepare(sql);
    if (!kept) this.#statements.set(sql, statement);
    if (this.#statements.size > KEPT_STATEMENTS) {
      for (const [key, each] of this.#statements) {
        if (this.#inUse.has(each)) continue;
        this.#statements.delete(key);
        each.finalize();
        break;
      }
    }
    return statement;
  }

  /** Rows one at a time; the statement is reset when the loop ends, however it ends. */
  *rows(sql: string, values: readonly Value[] = []): Generator<Row> {
    thrown = undefined;
    let statement: Stmt | undefined;
    try {
      statement = this.#prepare(sql);
      this.#inUse.add(statement);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        // Whole doubles that are too large for an integer would be cut to 64 bits.
        if (typeof value === 'number' && !Number.isSafeInteger(value)) {
          this.#capi.sqlite3_bind_double!(statement.pointer, i + 1, value);
        } else statement.bind(i + 1, value as never);
      }
      while (statement.step()) yield statement.get([]) as Row;
    } catch (error) {
      throw this.#error(error);
    } finally {
      if (statement) {
        this.#inUse.delete(statement);
        try {
          statement.reset(true);
        } catch {
          // The fault of the last step, which was thrown already.
        }
        if (this.#statements.get(sql) !== statement) statement.finalize();
      }
    }
  }

  all(sql: string, values?: readonly Value[]): Row[] {
    return [...this.rows(sql, values)];
  }

  first(sql: string, values?: readonly Value[]): Row | undefined {
    for (const row of this.rows(sql, values)) return row;
    return undefined;
  }

  run(sql: string, values?: readonly Value[]): void {
    for (const _ of this.rows(sql, values)) break;
  }

  get inTransaction(): boolean {
    return !this.#capi.sqlite3_get_autocommit!(this.db.pointer);
  }

  lastRowid(): number | bigint {
    const id = this.#capi.sqlite3_last_insert_rowid!(this.db.pointer);
    return typeof id === 'bigint' && Number.isSafeInteger(Number(id)) ? Number(id) : id;
  }

  /** Calls `check` every so many steps of SQLite's machine; a running statement ends if it gives `true`. */
  watch(check: () => boolean) {
    (this.#capi.sqlite3_progress_handler as (...args: unknown[]) => unknown)(
      this.db.pointer,
      20_000,
      () => (check() ? 1 : 0),
      0,
    );
  }

  #error(error: unknown): unknown {
    if (thrown !== undefined) {
      const cause = thrown;
      thrown = undefined;
      return cause;
    }
    const code = (error as { resultCode?: number }).resultCode;
    if (code !== undefined && (code & 0xff) === 9) return new Interrupted();
    return error;
  }

  /** Statements hold the schema's locks; a change of the schema needs them gone. */
  forget() {
    for (const statement of this.#statements.values()) {
      if (!this.#inUse.has(statement)) statement.finalize();
    }
    this.#statements.clear();
  }

  close() {
    this.forget();
    this.db.close();
  }
}
