/** The `sqlite` binding: the chunk of that name over the process's files. */
import { loadChunk, loadFile } from '../chunks/index.ts';
import { browser } from '../core/browser.ts';
import { completeRequest } from '../core/loop.ts';
import type { Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { makeCallback } from '../core/callbacks.ts';
import { O_CREAT, O_EXCL, O_RDWR } from '../fs/constants.ts';
import { FsError } from '../fs/errors.ts';
import {
  isWritable,
  openFile,
  readOpenFile,
  truncateOpenFile,
  writeFile,
  writeOpenFile,
  type OpenFile,
} from '../fs/files.ts';
import { unlink } from '../fs/links.ts';
import { absolutePath } from '../fs/process-files.ts';
import { fileTree } from '../fs/process-tree.ts';
import { lookup } from '../fs/walk.ts';
import { fillRandom } from './crypto/random.ts';
import type { DatabaseFile, DatabaseFiles } from './sqlite/files.ts';

const databaseFile = (file: OpenFile): DatabaseFile => ({
  identity: file.inode,
  readOnly: !isWritable(file),
  read: (target, position) => readOpenFile(file, target, position),
  write: (bytes, position) => void writeOpenFile(fileTree, file, bytes, position),
  truncate: (size) => truncateOpenFile(fileTree, file, size),
  size: () => (file.inode.kind === 'file' ? file.inode.size : 0),
});

const files: DatabaseFiles = {
  open(path, { create, exclusive, write }) {
    try {
      const flags = write ? O_RDWR | (create ? O_CREAT : 0) | (exclusive ? O_EXCL : 0) : 0;
      const file = openFile(fileTree, path, flags, 0o644 & ~runtime.umask);
      return file.inode.kind === 'file' ? databaseFile(file) : undefined;
    } catch (error) {
      if (error instanceof FsError) return undefined;
      throw error;
    }
  },
  remove(path) {
    if (lookup(fileTree, path)) unlink(fileTree, path);
  },
  access(path) {
    const inode = lookup(fileTree, path);
    if (!inode) return 'missing';
    return 'writable';
  },
  resolve: absolutePath,
  random: (target) => void fillRandom(target),
};

export function sqlite(stub: Binding): Binding {
  const binding = loadChunk('sqlite').createSqlite(loadFile('sqlite3'), files, {
    later: (step) => completeRequest(() => makeCallback(runtime.process, step, [])),
    promise: (executor) => new browser.Promise(executor),
    writeFile: (path, bytes) => void writeFile(fileTree, path, bytes),
  });
  return Object.assign(stub, binding);
}
