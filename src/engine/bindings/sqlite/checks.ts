/** The checks of arguments, and errors as `node:sqlite` throws them. */
import { nativeError } from '../../bytes/native-error.ts';
import type { Sqlite } from './wasm.ts';

export const invalidType = (message: string): TypeError =>
  nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
export const invalidState = (message: string): Error =>
  nativeError(Error, 'ERR_INVALID_STATE', message);

export type Options = Record<string, unknown>;

const article = { boolean: 'a boolean', string: 'a string', function: 'a function' } as const;

/** @throws {TypeError} `The "name" argument must be a string.` and the like */
export function requireType(name: string, type: keyof typeof article, value: unknown): void {
  if (typeof value === type) return;
  throw invalidType(`The "${name}" argument must be ${article[type]}.`);
}

/** An option that may be missing. */
export function option<T>(
  options: Options,
  name: string,
  type: keyof typeof article,
  fallback: T,
): T {
  const value = options[name];
  if (value === undefined) return fallback;
  requireType(`options.${name}`, type, value);
  return value as T;
}

export function requireObject(name: string, value: unknown): asserts value is Options {
  if (typeof value === 'object' && value !== null) return;
  throw invalidType(`The "${name}" argument must be an object.`);
}

export function requireInteger(name: string, value: unknown, what = 'an integer'): number {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) {
    return value;
  }
  throw invalidType(`The "${name}" argument must be ${what}.`);
}

/** The path of a database: text, bytes, or a `file:` URL. */
export function databasePath(path: unknown): string {
  if (typeof path === 'string' && !path.includes('\0')) return path;
  if (path instanceof Uint8Array && path.every((byte) => byte !== 0))
    return new TextDecoder().decode(path);
  if (typeof path === 'object' && path !== null && 'href' in path && 'protocol' in path) {
    const { href, protocol } = path as { href: unknown; protocol: unknown };
    if (typeof href === 'string' && !href.includes('\0')) {
      if (protocol === 'file:') return href;
      throw nativeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file:');
    }
  }
  throw invalidType('The "path" argument must be a string, Uint8Array, or URL without null bytes.');
}

/** The error that a connection is in. */
export function sqliteError(sqlite: Sqlite, db: number): Error {
  const { api, readText } = sqlite;
  const errcode = api.sqlite3_extended_errcode!(db);
  return Object.assign(new Error(readText(api.sqlite3_errmsg!(db)) ?? ''), {
    code: 'ERR_SQLITE_ERROR',
    errcode,
    errstr: readText(api.sqlite3_errstr!(errcode)),
  });
}

/** The error that a result code stands for. */
export function errorOfCode(sqlite: Sqlite, errcode: number): Error {
  const errstr = sqlite.readText(sqlite.api.sqlite3_errstr!(errcode)) ?? '';
  return Object.assign(new Error(errstr), { code: 'ERR_SQLITE_ERROR', errcode, errstr });
}
