/** Modes, owners and times. */
import { S_IFMT, X_OK } from './constants.ts';
import { fail } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import type { Inode } from './inode.ts';
import { resolve } from './walk.ts';
import { notifyChange } from './watch.ts';

/**
 * Checks permissions as for the superuser, which is who runs a container's processes: reading and
 * writing are allowed, executing a file takes at least one `x` bit.
 *
 * @throws FsError ENOENT, ENOTDIR, EACCES
 */
export function access(tree: FileTree, path: string, wanted: number): void {
  const inode = resolve(tree, path);
  if ((wanted & X_OK) !== 0 && inode.kind !== 'directory' && (inode.mode & 0o111) === 0) {
    fail('EACCES');
  }
}

/** `permissions` are the lower twelve bits of a mode. */
export function changeMode(tree: FileTree, inode: Inode, permissions: number): void {
  inode.mode = (inode.mode & S_IFMT) | (permissions & 0o7777);
  const time = changed(tree, inode);
  const path = journalPath(tree, inode);
  if (path !== undefined) tree.onChange!({ type: 'chmod', path, time, mode: permissions & 0o7777 });
}

/** An id of -1 leaves that one as it is. */
export function changeOwner(tree: FileTree, inode: Inode, uid: number, gid: number): void {
  const keep = 0xffffffff;
  if (uid !== -1 && uid !== keep) inode.uid = uid;
  if (gid !== -1 && gid !== keep) inode.gid = gid;
  const time = changed(tree, inode);
  const path = journalPath(tree, inode);
  if (path !== undefined) tree.onChange!({ type: 'chown', path, time, uid, gid });
}

/** Times in milliseconds since the epoch. */
export function changeTimes(tree: FileTree, inode: Inode, atime: number, mtime: number): void {
  inode.atime = atime;
  inode.mtime = mtime;
  const time = changed(tree, inode);
  const path = journalPath(tree, inode);
  if (path !== undefined) tree.onChange!({ type: 'utimes', path, time, atime, mtime });
}

function changed(tree: FileTree, inode: Inode): number {
  inode.ctime = tree.now();
  notifyChange(tree, inode);
  return inode.ctime;
}

const journalPath = (tree: FileTree, inode: Inode): string | undefined =>
  tree.journalled ? tree.pathOf(inode) : undefined;
