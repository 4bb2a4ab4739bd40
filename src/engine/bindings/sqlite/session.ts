/** `Session`, and applying what it recorded. https://sqlite.org/sessionintro.html */
import { nativeError } from '../../bytes/native-error.ts';
import { errorOfCode, invalidState } from './checks.ts';
import type { Connection } from './connection.ts';

const own = Symbol('own');

export class Session {
  #connection: Connection;
  #pointer: number;

  constructor(token: symbol, connection: Connection, pointer: number) {
    if (token !== own) {
      throw nativeError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    }
    this.#connection = connection;
    this.#pointer = pointer;
  }

  /** @param table `null`: all tables. */
  static create(connection: Connection, database: string, table: string | null): Session {
    const { sqlite } = connection;
    const out = sqlite.copy(new Uint8Array(4));
    connection.check(
      sqlite.withTexts([database], (name) =>
        sqlite.api.sqlite3session_create!(connection.pointer, name!, out),
      ),
    );
    const pointer = sqlite.view().getInt32(out, true);
    sqlite.free(out);
    connection.sessions.add(pointer);
    connection.check(
      sqlite.withTexts([table], (name) => sqlite.api.sqlite3session_attach!(pointer, name!)),
    );
    return new Session(own, connection, pointer);
  }

  #require(): void {
    if (!this.#connection.isOpen) throw invalidState('database is not open');
    if (!this.#connection.sessions.has(this.#pointer)) throw invalidState('session is not open');
  }

  #record(kind: 'changeset' | 'patchset'): Uint8Array {
    this.#require();
    const { sqlite } = this.#connection;
    const out = sqlite.copy(new Uint8Array(8));
    this.#connection.check(sqlite.api[`sqlite3session_${kind}`]!(this.#pointer, out, out + 4));
    const size = sqlite.view().getInt32(out, true);
    const pointer = sqlite.view().getInt32(out + 4, true);
    const result = sqlite.readBytes(pointer, size);
    sqlite.free(pointer);
    sqlite.free(out);
    return result;
  }

  changeset(): Uint8Array {
    return this.#record('changeset');
  }

  patchset(): Uint8Array {
    return this.#record('patchset');
  }

  close(): void {
    this.#require();
    this.#connection.sessions.delete(this.#pointer);
    this.#connection.sqlite.api.sqlite3session_delete!(this.#pointer);
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen && this.#connection.sessions.has(this.#pointer)) this.close();
  }
}

const ABORT = 4;
const CHANGESET_ABORT = 2;
const INVALID = -1;

/** Applies a changeset. Whether it was; `false` after a conflict. */
export function applyChangeset(
  connection: Connection,
  changeset: Uint8Array,
  onConflict: ((kind: number) => unknown) | undefined,
  filter: ((table: string) => unknown) | undefined,
): boolean {
  const { sqlite, pointer } = connection;
  connection.thrown = undefined;
  const guarded = (run: () => number, otherwise: number): number => {
    if (connection.thrown) return otherwise;
    try {
      return run();
    } catch (error) {
      connection.thrown = { error };
      return otherwise;
    }
  };
  const conflict = sqlite.pointerTo('iiii', (_context: number, kind: number) =>
    guarded(() => {
      if (!onConflict) return CHANGESET_ABORT;
      const answer = onConflict(kind);
      return typeof answer === 'number' && Number.isInteger(answer) ? answer : INVALID;
    }, CHANGESET_ABORT),
  );
  const filtering = filter
    ? sqlite.pointerTo('iii', (_context: number, table: number) =>
        guarded(() => (filter(sqlite.readText(table) ?? '') ? 1 : 0), 0),
      )
    : 0;
  const data = sqlite.copy(changeset);
  const result = sqlite.api.sqlite3changeset_apply!(
    ...[pointer, changeset.length, data, filtering, conflict, 0],
  );
  sqlite.free(data);
  // TypeScript does not see that callbacks have set it.
  const thrown = connection.thrown as Connection['thrown'];
  connection.thrown = undefined;
  if (thrown) throw thrown.error;
  if (result === 0) return true;
  if (result === ABORT) return false;
  throw errorOfCode(sqlite, result);
}
