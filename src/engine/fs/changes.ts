/**
 * The journal: each change of a tree as a small structured-cloneable record, so that the host and
 * other processes can make the same change to their trees.
 */
import { FsError } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { changeMode, changeOwner, changeTimes } from './attributes.ts';
import { copyFile } from './copy.ts';
import { makeDirectories, makeDirectory, removeDirectory } from './directories.ts';
import { createFile, truncateFile, writeFileBytes } from './files.ts';
import { link, rename, symlink, unlink } from './links.ts';
import { makeSocket } from './sockets.ts';
import { find, locate, resolve } from './walk.ts';

interface ChangeKinds {
  /** An empty file. */
  create: { mode: number };
  /** `append`: at the end, wherever that is; `position` is where it was for the writer. */
  write: { position: number; bytes: Uint8Array<ArrayBuffer>; append?: true };
  truncate: { size: number };
  /** The file at `to` is made, or its content and mode are replaced. */
  copy: { to: string };
  mkdir: { mode: number };
  socket: { mode: number };
  rename: { to: string };
  unlink: unknown;
  rmdir: unknown;
  /** A further name, `to`, for the file at `path`. */
  link: { to: string };
  symlink: { target: string };
  chmod: { mode: number };
  chown: { uid: number; gid: number };
  /** Milliseconds since the epoch. */
  utimes: { atime: number; mtime: number };
}

/**
 * One change. `path` is absolute and leads through no symbolic link; `time` is when the change was
 * made, in milliseconds since the epoch.
 */
export type FsChange = {
  [Type in keyof ChangeKinds]: { type: Type; path: string; time: number } & ChangeKinds[Type];
}[keyof ChangeKinds];

/**
 * Makes the change in a tree, without reporting it to the tree's `onChange`. Returns false when the
 * tree no longer has what the change is about: two processes may have changed it at once, and then
 * the last one wins.
 */
export function applyChange(tree: FileTree, change: FsChange): boolean {
  try {
    tree.replay(change.time, () => apply(tree, change));
    return true;
  } catch (error) {
    if (error instanceof FsError) return false;
    throw error;
  }
}

function apply(tree: FileTree, change: FsChange): void {
  const { path } = change;
  switch (change.type) {
    case 'create': {
      const place = locate(tree, path);
      if (place.inode === undefined) createFile(tree, place, change.mode);
      return;
    }
    case 'write': {
      const file = resolveFile(tree, path);
      writeFileBytes(tree, file, change.bytes, change.append ? file.size : change.position);
      return;
    }
    case 'truncate':
      // A file of a layer that is not mounted here was opened for being overwritten.
      if (change.size === 0 && find(tree, path, false) === 'ENOENT') {
        makeDirectories(tree, path.slice(0, path.lastIndexOf('/')) || '/');
        createFile(tree, locate(tree, path), 0o644);
        return;
      }
      return truncateFile(tree, resolveFile(tree, path), change.size);
    case 'copy':
      return copyFile(tree, path, change.to);
    case 'mkdir':
      return makeDirectory(tree, path, change.mode);
    case 'socket':
      makeSocket(tree, path, change.mode);
      return;
    case 'rename':
      return rename(tree, path, change.to);
    case 'unlink':
      return unlink(tree, path);
    case 'rmdir':
      return removeDirectory(tree, path);
    case 'link':
      return link(tree, path, change.to);
    case 'symlink':
      return symlink(tree, change.target, path);
    case 'chmod':
      return changeMode(tree, resolve(tree, path, false), change.mode);
    case 'chown':
      return changeOwner(tree, resolve(tree, path, false), change.uid, change.gid);
    case 'utimes':
      return changeTimes(tree, resolve(tree, path, false), change.atime, change.mtime);
  }
}

function resolveFile(tree: FileTree, path: string) {
  const inode = resolve(tree, path, false);
  if (inode.kind !== 'file') throw new FsError(inode.kind === 'directory' ? 'EISDIR' : 'EINVAL');
  return inode;
}
