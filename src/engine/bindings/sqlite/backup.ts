/** `backup()`: copies a database page by page into a file. */
import {
  databasePath,
  option,
  requireInteger,
  requireObject,
  requireType,
  type Options,
} from './checks.ts';
import { nativeError } from '../../bytes/native-error.ts';
import { Connection } from './connection.ts';
import type { ConnectionOf } from './database.ts';
import type { Sqlite } from './wasm.ts';

const OPEN_READWRITE_CREATE_URI = 0x46;

/** Where the page size is in a database's header. */
const PAGE_SIZE_AT = 16;

export interface BackupHost {
  /** Runs `step` in a turn of its own of the event loop. */
  later(step: () => void): void;
  /** A promise of the program's realm. */
  promise<T>(
    executor: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  ): Promise<T>;
  /** Replaces a file's content. */
  writeFile(path: string, bytes: Uint8Array): void;
}

export function createBackup(sqlite: Sqlite, connectionOf: ConnectionOf, host: BackupHost) {
  function open(path: string): Connection {
    const out = sqlite.copy(new Uint8Array(4));
    const result = sqlite.withTexts([path], (text) =>
      sqlite.api.sqlite3_open_v2!(text!, out, OPEN_READWRITE_CREATE_URI, 0),
    );
    const connection = new Connection(sqlite, sqlite.view().getInt32(out, true));
    sqlite.free(out);
    try {
      connection.check(result);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  const exec = (connection: Connection, sql: string): void =>
    connection.check(
      sqlite.withTexts([sql], (text) =>
        sqlite.api.sqlite3_exec!(connection.pointer, text!, 0, 0, 0),
      ),
    );

  function snapshot(source: Connection, name: string): Uint8Array {
    const out = sqlite.copy(new Uint8Array(8));
    const pointer = sqlite.withTexts([name], (text) =>
      sqlite.api.sqlite3_serialize!(source.pointer, text!, out, 0),
    );
    const size = Number(sqlite.view().getBigInt64(out, true));
    sqlite.free(out);
    if (pointer === 0 && size !== 0) {
      throw nativeError(Error, 'ERR_SQLITE_ERROR', `unknown database ${name}`);
    }
    const bytes = sqlite.readBytes(pointer, size);
    sqlite.free(pointer);
    return bytes;
  }

  return function backup(sourceDb: unknown, path: unknown, ...rest: unknown[]): Promise<number> {
    requireObject('sourceDb', sourceDb);
    const source = connectionOf(sourceDb);
    const target = databasePath(path);
    const [options] = rest;
    if (options !== undefined) requireObject('options', options);
    const given: Options = options ?? {};
    const rate = given.rate === undefined ? 100 : requireInteger('options.rate', given.rate);
    const sourceName = option(given, 'source', 'string', 'main');
    option(given, 'target', 'string', 'main');
    if (given.progress !== undefined) requireType('options.progress', 'function', given.progress);
    const progress = given.progress as ((state: object) => void) | undefined;

    return host.promise<number>((resolve, reject) => {
      const step = (run: () => void): void =>
        host.later(() => {
          try {
            run();
          } catch (error) {
            reject(error);
          }
        });
      step(() => {
        const destination = open(target);
        try {
          const file = sqlite.withTexts(['main'], (text) =>
            sqlite.readText(sqlite.api.sqlite3_db_filename!(destination.pointer, text!)),
          );
          exec(destination, 'BEGIN EXCLUSIVE; ROLLBACK');
          const bytes = snapshot(source, sourceName);
          const pageSize = (bytes[PAGE_SIZE_AT]! << 8) | bytes[PAGE_SIZE_AT + 1]!;
          const totalPages = Math.ceil(bytes.length / (pageSize === 1 ? 65_536 : pageSize || 4096));
          let done = 0;
          const advance = (): void => {
            done = rate < 0 ? totalPages : Math.min(totalPages, done + Math.max(1, rate));
            if (done < totalPages) {
              progress?.({ totalPages, remainingPages: totalPages - done });
              step(advance);
              return;
            }
            host.writeFile(file!, bytes);
            resolve(totalPages);
          };
          advance();
        } finally {
          destination.close();
        }
      });
    });
  };
}
