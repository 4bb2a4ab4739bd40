/** `DatabaseSync`. */
import { nativeError } from '../../bytes/native-error.ts';
import {
  databasePath,
  invalidState,
  invalidType,
  option,
  requireInteger,
  requireObject,
  requireType,
  type Options,
} from './checks.ts';
import { Connection } from './connection.ts';
import { defineAggregate, defineFunction, type FunctionOptions } from './functions.ts';
import { checkLimits, createLimits } from './limits.ts';
import { applyChangeset, Session } from './session.ts';
import { StatementSync, type StatementOptions } from './statement.ts';
import { SQLTagStore } from './tag-store.ts';
import type { Sqlite } from './wasm.ts';

const OPEN_READONLY = 1;
const OPEN_READWRITE_CREATE = 6;
const OPEN_URI = 0x40;

const CONFIG_ENABLE_FKEY = 1002;
const CONFIG_DEFENSIVE = 1010;
const CONFIG_DQS_DML = 1013;
const CONFIG_DQS_DDL = 1014;

const FREE_ON_CLOSE_AND_RESIZE = 3;
const DENY = 1;

type Authorizer = (action: number, ...names: (string | null)[]) => unknown;

interface Settings extends StatementOptions {
  path: string;
  readOnly: boolean;
  foreignKeys: boolean;
  doubleQuotedStrings: boolean;
  allowExtension: boolean;
  defensive: boolean;
  timeout: number;
  limits: [number: number, value: number][];
}

function readSettings(path: unknown, rest: unknown[]): Settings & { open: boolean } {
  const location = databasePath(path);
  const [options] = rest;
  // Here an `undefined` that was passed is wrong too.
  if (rest.length > 0) requireObject('options', options);
  const given = (options ?? {}) as Options;
  const flag = (name: string, fallback: boolean): boolean =>
    option(given, name, 'boolean', fallback);
  const { limits } = given;
  if (limits !== undefined) requireObject('options.limits', limits);
  return {
    path: location,
    open: flag('open', true),
    readOnly: flag('readOnly', false),
    foreignKeys: flag('enableForeignKeyConstraints', true),
    doubleQuotedStrings: flag('enableDoubleQuotedStringLiterals', false),
    allowExtension: flag('allowExtension', false),
    timeout: given.timeout === undefined ? 0 : requireInteger('options.timeout', given.timeout),
    readBigInts: flag('readBigInts', false),
    returnArrays: flag('returnArrays', false),
    allowBareNamedParameters: flag('allowBareNamedParameters', true),
    allowUnknownNamedParameters: flag('allowUnknownNamedParameters', false),
    defensive: flag('defensive', true),
    limits: limits === undefined ? [] : checkLimits(limits as Options),
  };
}

/** What else of the engine uses the connection of a database. */
export type ConnectionOf = (database: unknown) => Connection;

/** Makes the class for this SQLite. */
export function createDatabaseClass(sqlite: Sqlite) {
  const { api } = sqlite;
  let connectionOf: ConnectionOf;

  class Database {
    #settings: Settings;
    #connection: Connection | undefined;
    #authorizer = 0;

    static {
      connectionOf = (database) => {
        if (typeof database !== 'object' || database === null || !(#settings in database)) {
          throw invalidType('The "sourceDb" argument must be an object.');
        }
        return database.#require();
      };
    }

    constructor(path: unknown, ...rest: unknown[]) {
      const { open, ...settings } = readSettings(path, rest);
      this.#settings = settings;
      const getters = {
        isOpen: () => this.#connection !== undefined,
        isTransaction: () => api.sqlite3_get_autocommit!(this.#require().pointer) === 0,
        limits: () => this.#limits(),
      };
      for (const [name, get] of Object.entries(getters)) {
        Object.defineProperty(this, name, { get, enumerable: true, configurable: true });
      }
      Object.defineProperty(this, Symbol.for('sqlite-type'), {
        value: 'node:sqlite',
        enumerable: true,
      });
      if (open) this.open();
    }

    #limitsObject: object | undefined;
    #limits(): object {
      this.#require();
      return (this.#limitsObject ??= createLimits(() => this.#connection));
    }

    #require(): Connection {
      if (!(#settings in this)) throw new TypeError('Illegal invocation');
      if (!this.#connection) throw invalidState('database is not open');
      return this.#connection;
    }

    open(): void {
      if (this.#connection) throw invalidState('database is already open');
      const settings = this.#settings;
      const out = sqlite.copy(new Uint8Array(4));
      const flags = OPEN_URI | (settings.readOnly ? OPEN_READONLY : OPEN_READWRITE_CREATE);
      const result = sqlite.withTexts([settings.path], (path) =>
        api.sqlite3_open_v2!(path!, out, flags, 0),
      );
      const connection = new Connection(sqlite, sqlite.view().getInt32(out, true));
      sqlite.free(out);
      try {
        connection.check(result);
        const configure = (what: number, on: boolean): void =>
          connection.check(
            api.sqlite3__wasm_db_config_ip!(connection.pointer, what, on ? 1 : 0, 0),
          );
        configure(CONFIG_DQS_DML, settings.doubleQuotedStrings);
        configure(CONFIG_DQS_DDL, settings.doubleQuotedStrings);
        configure(CONFIG_ENABLE_FKEY, settings.foreignKeys);
        configure(CONFIG_DEFENSIVE, settings.defensive);
        connection.check(api.sqlite3_busy_timeout!(connection.pointer, settings.timeout));
        for (const [number, value] of settings.limits) {
          api.sqlite3_limit!(connection.pointer, number, value);
        }
      } catch (error) {
        connection.close();
        throw error;
      }
      this.#connection = connection;
    }

    close(): void {
      this.#require().close();
      this.#connection = undefined;
    }

    [Symbol.dispose](): void {
      this.#connection?.close();
      this.#connection = undefined;
    }

    prepare(sql: unknown, options?: unknown): StatementSync {
      const connection = this.#require();
      requireType('sql', 'string', sql);
      if (options !== undefined) requireObject('options', options);
      const given: Options = options ?? {};
      const { readBigInts, returnArrays, allowBareNamedParameters, allowUnknownNamedParameters } =
        this.#settings;
      const settings = {
        readBigInts: option(given, 'readBigInts', 'boolean', readBigInts),
        returnArrays: option(given, 'returnArrays', 'boolean', returnArrays),
        allowBareNamedParameters: option(
          ...([given, 'allowBareNamedParameters', 'boolean', allowBareNamedParameters] as const),
        ),
        allowUnknownNamedParameters: option(
          ...([
            given,
            'allowUnknownNamedParameters',
            'boolean',
            allowUnknownNamedParameters,
          ] as const),
        ),
      };
      const out = sqlite.copy(new Uint8Array(4));
      const result = sqlite.withTexts([sql as string], (text) =>
        api.sqlite3_prepare_v2!(connection.pointer, text!, -1, out, 0),
      );
      const pointer = sqlite.view().getInt32(out, true);
      sqlite.free(out);
      connection.check(result);
      if (pointer === 0) {
        throw nativeError(
          TypeError,
          'ERR_INVALID_ARG_VALUE',
          'The SQL query contains no statements.',
        );
      }
      return StatementSync.create(connection, pointer, settings);
    }

    exec(sql: unknown): void {
      const connection = this.#require();
      requireType('sql', 'string', sql);
      connection.thrown = undefined;
      connection.check(
        sqlite.withTexts([sql as string], (text) =>
          api.sqlite3_exec!(connection.pointer, text!, 0, 0, 0),
        ),
      );
    }

    location(name?: unknown): string | null {
      const connection = this.#require();
      if (name !== undefined) requireType('dbName', 'string', name);
      const path = sqlite.withTexts([(name as string | undefined) ?? 'main'], (text) =>
        sqlite.readText(api.sqlite3_db_filename!(connection.pointer, text!)),
      );
      return path === '' ? null : path;
    }

    function(name: unknown, ...rest: unknown[]): void {
      const connection = this.#require();
      requireType('name', 'string', name);
      const hasOptions = rest.length > 1;
      if (hasOptions) requireObject('options', rest[0]);
      const given = (hasOptions ? rest[0] : {}) as Options;
      const options = {
        name: name as string,
        useBigIntArguments: option(given, 'useBigIntArguments', 'boolean', false),
        varargs: option(given, 'varargs', 'boolean', false),
        deterministic: option(given, 'deterministic', 'boolean', false),
        directOnly: option(given, 'directOnly', 'boolean', false),
      };
      const run = hasOptions ? rest[1] : rest[0];
      requireType('function', 'function', run);
      const scalar = run as (...args: unknown[]) => unknown;
      const argumentCount = options.varargs ? -1 : scalar.length;
      defineFunction(connection, { ...options, argumentCount }, scalar);
    }

    aggregate(name: unknown, options: unknown): void {
      const connection = this.#require();
      requireType('name', 'string', name);
      requireObject('options', options);
      const { start } = options;
      if (start === undefined) {
        throw invalidType('The "options.start" argument must be a function or a primitive value.');
      }
      requireType('options.step', 'function', options.step);
      const step = options.step as (...args: unknown[]) => unknown;
      const result = option<typeof step | undefined>(options, 'result', 'function', undefined);
      const flags = {
        useBigIntArguments: option(options, 'useBigIntArguments', 'boolean', false),
        varargs: option(options, 'varargs', 'boolean', false),
        directOnly: option(options, 'directOnly', 'boolean', false),
      };
      const inverse = option<typeof step | undefined>(options, 'inverse', 'function', undefined);
      const argumentCount = flags.varargs
        ? -1
        : Math.max(0, step.length - 1, (inverse?.length ?? 0) - 1);
      const settings: FunctionOptions = {
        ...flags,
        name: name as string,
        argumentCount,
        deterministic: false,
      };
      defineAggregate(connection, settings, { start, step, inverse, result });
    }

    createSession(options?: unknown): Session {
      const connection = this.#require();
      if (options !== undefined) requireObject('options', options);
      const given: Options = options ?? {};
      const table = option<string | null>(given, 'table', 'string', null);
      return Session.create(connection, option(given, 'db', 'string', 'main'), table);
    }

    applyChangeset(changeset: unknown, options?: unknown): boolean {
      const connection = this.#require();
      if (!(changeset instanceof Uint8Array)) {
        throw invalidType('The "changeset" argument must be a Uint8Array.');
      }
      if (options !== undefined) requireObject('options', options);
      const given: Options = options ?? {};
      type Handler<T> = ((value: T) => unknown) | undefined;
      const onConflict = option<Handler<number>>(given, 'onConflict', 'function', undefined);
      const filter = option<Handler<string>>(given, 'filter', 'function', undefined);
      return applyChangeset(connection, changeset, onConflict, filter);
    }

    createTagStore(capacity: unknown = 1000): SQLTagStore {
      this.#require();
      return SQLTagStore.create(this as never, capacity as number);
    }

    enableLoadExtension(allow: unknown): void {
      this.#require();
      requireType('allow', 'boolean', allow);
      if (allow === true && !this.#settings.allowExtension) {
        throw invalidState(
          'Cannot enable extension loading because it was disabled at database creation.',
        );
      }
    }

    loadExtension(path: unknown): void {
      this.#require();
      if (!this.#settings.allowExtension) throw invalidState('extension loading is not allowed');
      requireType('path', 'string', path);
      throw Object.assign(new Error(`${String(path)}: a browser cannot load native extensions`), {
        code: 'ERR_LOAD_SQLITE_EXTENSION',
      });
    }

    enableDefensive(active: unknown): void {
      const connection = this.#require();
      requireType('active', 'boolean', active);
      connection.check(
        api.sqlite3__wasm_db_config_ip!(connection.pointer, CONFIG_DEFENSIVE, active ? 1 : 0, 0),
      );
    }

    serialize(name: unknown = 'main'): Uint8Array {
      const connection = this.#require();
      requireType('dbName', 'string', name);
      const out = sqlite.copy(new Uint8Array(8));
      const pointer = sqlite.withTexts([name as string], (text) =>
        api.sqlite3_serialize!(connection.pointer, text!, out, 0),
      );
      const size = Number(sqlite.view().getBigInt64(out, true));
      sqlite.free(out);
      if (pointer === 0) {
        if (size > 0) connection.check(1);
        return new Uint8Array(0);
      }
      const result = sqlite.readBytes(pointer, size);
      sqlite.free(pointer);
      return result;
    }

    deserialize(buffer: unknown, options?: unknown): void {
      const connection = this.#require();
      if (!(buffer instanceof Uint8Array)) {
        throw invalidType('The "buffer" argument must be a Uint8Array.');
      }
      if (buffer.length === 0) {
        throw nativeError(
          TypeError,
          'ERR_INVALID_ARG_VALUE',
          'The "buffer" argument must not be empty.',
        );
      }
      if (options !== undefined) requireObject('options', options);
      const name = option((options ?? {}) as Options, 'dbName', 'string', 'main');
      for (const statement of connection.statements) api.sqlite3_finalize!(statement);
      connection.statements.clear();
      const size = BigInt(buffer.length);
      connection.check(
        sqlite.withTexts([name], (text) =>
          api.sqlite3_deserialize!(
            ...[connection.pointer, text!, sqlite.copy(buffer), size, size],
            FREE_ON_CLOSE_AND_RESIZE,
          ),
        ),
      );
    }

    setAuthorizer(callback: unknown): void {
      const connection = this.#require();
      if (callback !== null && typeof callback !== 'function') {
        throw invalidType('The "callback" argument must be a function or null.');
      }
      this.#authorizer = callback === null ? 0 : authorizer(connection, callback as Authorizer);
      connection.check(api.sqlite3_set_authorizer!(connection.pointer, this.#authorizer, 0));
    }
  }

  function authorizer(connection: Connection, callback: Authorizer): number {
    return sqlite.pointerTo('iiiiiii', (_data: number, action: number, ...texts: number[]) => {
      try {
        const answer = callback(action, ...texts.map((pointer) => sqlite.readText(pointer)));
        if (typeof answer !== 'number' || !Number.isInteger(answer)) {
          throw new TypeError('Authorizer callback must return an integer authorization code');
        }
        if (answer < 0 || answer > 2) {
          throw new RangeError('Authorizer callback returned a invalid authorization code');
        }
        return answer;
      } catch (error) {
        connection.thrown = { error };
        return DENY;
      }
    });
  }

  // As a native class: callable, so that it can say that it is not.
  const DatabaseSync = function DatabaseSync(this: unknown, ...args: [unknown, unknown]): object {
    if (new.target === undefined) {
      throw nativeError(
        TypeError,
        'ERR_CONSTRUCT_CALL_REQUIRED',
        'Cannot call constructor without `new`',
      );
    }
    return Reflect.construct(Database, args, new.target as never) as object;
  };
  DatabaseSync.prototype = Database.prototype;
  Object.defineProperty(DatabaseSync, 'prototype', { writable: false, enumerable: false });
  Object.defineProperty(DatabaseSync, 'length', { value: 0 });
  Object.defineProperty(Database.prototype, 'constructor', { value: DatabaseSync });
  for (const name of Object.getOwnPropertyNames(Database.prototype)) {
    if (name === 'constructor') continue;
    Object.defineProperty(Database.prototype, name, { enumerable: true });
  }
  return { DatabaseSync, connectionOf: connectionOf! };
}
