/** Values of SQLite and of JavaScript. */
import { nativeError } from '../../bytes/native-error.ts';
import { bytesOf } from '../../bytes/view.ts';
import { invalidType } from './checks.ts';
import type { Sqlite } from './wasm.ts';

export type SqliteValue = null | number | bigint | string | Uint8Array;

const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;
/** "Copy it now." */
const TRANSIENT = -1;

const isInt64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

/** @throws {RangeError} `ERR_OUT_OF_RANGE` for integers that a number cannot hold. */
export function integer(value: bigint, asBigInt: boolean): number | bigint {
  if (asBigInt) return value;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw nativeError(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `Value is too large to be represented as a JavaScript number: ${value}`,
  );
}

/** The functions that read a value: of a column of a statement, or of an `sqlite3_value`. */
type Reader = 'column' | 'value';

function read(
  { api, readText, readBytes }: Sqlite,
  kind: Reader,
  at: number[],
  asBigInt: boolean,
): SqliteValue {
  const call = (what: string): number => api[`sqlite3_${kind}_${what}`]!(...at);
  switch (call('type')) {
    case INTEGER:
      return integer(call('int64') as unknown as bigint, asBigInt);
    case FLOAT:
      return call('double');
    case TEXT: {
      const pointer = call('text');
      return readText(pointer, call('bytes')) ?? '';
    }
    case BLOB: {
      const pointer = call('blob');
      return readBytes(pointer, call('bytes'));
    }
    default:
      return null;
  }
}

export const readColumn = (
  sqlite: Sqlite,
  statement: number,
  column: number,
  asBigInt: boolean,
): SqliteValue => read(sqlite, 'column', [statement, column], asBigInt);

export const readValue = (sqlite: Sqlite, value: number, asBigInt: boolean): SqliteValue =>
  read(sqlite, 'value', [value], asBigInt);

/** Binds a parameter; returns SQLite's result code. @throws {TypeError} for what cannot be bound. */
export function bindValue(
  sqlite: Sqlite,
  statement: number,
  index: number,
  value: unknown,
): number {
  const { api } = sqlite;
  if (typeof value === 'number') return api.sqlite3_bind_double!(statement, index, value);
  if (typeof value === 'boolean') return api.sqlite3_bind_int!(statement, index, value ? 1 : 0);
  if (value === null) return api.sqlite3_bind_null!(statement, index);
  if (typeof value === 'bigint') {
    if (!isInt64(value)) {
      throw nativeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'BigInt value is too large to bind.');
    }
    return api.sqlite3_bind_int64!(statement, index, value);
  }
  if (typeof value === 'string') {
    const encoded = new TextEncoder().encode(value);
    const pointer = sqlite.copy(encoded);
    const result = api.sqlite3_bind_text!(statement, index, pointer, encoded.length, TRANSIENT);
    sqlite.free(pointer);
    return result;
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = bytesOf(value);
    const pointer = sqlite.copy(bytes);
    const result = api.sqlite3_bind_blob!(statement, index, pointer, bytes.length, TRANSIENT);
    sqlite.free(pointer);
    return result;
  }
  throw invalidType(`Provided value cannot be bound to SQLite parameter ${index}.`);
}

/** Gives the result of a user-defined function to SQLite, or why it cannot be one. */
export function setResult(sqlite: Sqlite, context: number, value: unknown): void {
  const { api } = sqlite;
  const fail = (message: string): void =>
    sqlite.withTexts([message], (text) => void api.sqlite3_result_error!(context, text!, -1));
  if (value === null || value === undefined) api.sqlite3_result_null!(context);
  else if (typeof value === 'number') api.sqlite3_result_double!(context, value);
  else if (typeof value === 'bigint') {
    if (isInt64(value)) api.sqlite3_result_int64!(context, value);
    else fail('BigInt value is too large for SQLite');
  } else if (typeof value === 'string') {
    const encoded = new TextEncoder().encode(value);
    const pointer = sqlite.copy(encoded);
    api.sqlite3_result_text!(context, pointer, encoded.length, TRANSIENT);
    sqlite.free(pointer);
  } else if (ArrayBuffer.isView(value)) {
    const bytes = bytesOf(value);
    const pointer = sqlite.copy(bytes);
    api.sqlite3_result_blob!(context, pointer, bytes.length, TRANSIENT);
    sqlite.free(pointer);
  } else if (value instanceof Promise) {
    fail('Asynchronous user-defined functions are not supported');
  } else {
    fail('Returned JavaScript value cannot be converted to a SQLite value');
  }
}
