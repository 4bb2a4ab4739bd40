/** An open connection and what hangs on it. */
import { sqliteError } from './checks.ts';
import type { Sqlite } from './wasm.ts';

export class Connection {
  readonly sqlite: Sqlite;
  readonly pointer: number;
  /** Statements that are not finalized. */
  readonly statements = new Set<number>();
  readonly sessions = new Set<number>();
  /** Released with the connection. */
  readonly releases: (() => void)[] = [];
  isOpen = true;
  /** What a callback of the program threw while SQLite ran: thrown instead of SQLite's error. */
  thrown: { error: unknown } | undefined;

  constructor(sqlite: Sqlite, pointer: number) {
    this.sqlite = sqlite;
    this.pointer = pointer;
  }

  /** @throws the program's error or SQLite's, unless `result` is one of those that are fine. */
  check(result: number, fine: readonly number[] = [0]): void {
    const { thrown } = this;
    this.thrown = undefined;
    if (fine.includes(result)) return;
    throw thrown ? thrown.error : sqliteError(this.sqlite, this.pointer);
  }

  close(): void {
    if (!this.isOpen) return;
    const { api } = this.sqlite;
    this.isOpen = false;
    for (const statement of this.statements) api.sqlite3_finalize!(statement);
    for (const session of this.sessions) api.sqlite3session_delete!(session);
    this.statements.clear();
    this.sessions.clear();
    api.sqlite3_close_v2!(this.pointer);
    for (const release of this.releases) release();
  }
}
