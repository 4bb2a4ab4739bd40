/** Chunk `sqlite`: `node:sqlite`. Its WebAssembly is the file `sqlite3`. */
import { createBackup, type BackupHost } from '../bindings/sqlite/backup.ts';
import { createDatabaseClass } from '../bindings/sqlite/database.ts';
import type { DatabaseFiles } from '../bindings/sqlite/files.ts';
import { Session } from '../bindings/sqlite/session.ts';
import { StatementSync } from '../bindings/sqlite/statement.ts';
import { installVfs } from '../bindings/sqlite/vfs.ts';
import { instantiateSqlite } from '../bindings/sqlite/wasm.ts';

/** What `internalBinding('sqlite')` holds, but for the constants. */
export function createSqlite(binary: BufferSource, files: DatabaseFiles, host: BackupHost) {
  const sqlite = instantiateSqlite(binary);
  sqlite.api.sqlite3_initialize!();
  installVfs(sqlite, files);
  const { DatabaseSync, connectionOf } = createDatabaseClass(sqlite);
  return {
    DatabaseSync,
    StatementSync,
    Session,
    backup: createBackup(sqlite, connectionOf, host),
  };
}
