/** Names: hard and symbolic links, `unlink`, `rename`, `realpath`. */
import { removeEntry } from './directories.ts';
import { fail } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { SymlinkInode, type Inode } from './inode.ts';
import { locate, resolve } from './walk.ts';
import { notifyEntry, notifySelf } from './watch.ts';

/** Gives the file at `path` the further name `to`; a symbolic link is linked, not followed. */
export function link(tree: FileTree, path: string, to: string): void {
  const inode = resolve(tree, path, false);
  const place = locate(tree, to);
  if (place.inode !== undefined) fail('EEXIST');
  if (place.slash) fail('ENOENT');
  if (inode.kind === 'directory') fail('EPERM');
  const time = tree.now();
  const from = tree.journalled ? tree.pathOf(inode) : undefined;
  tree.attach(place.parent, place.name, inode);
  inode.nlink++;
  inode.ctime = place.parent.mtime = place.parent.ctime = time;
  if (from !== undefined) {
    const target = tree.entryPath(place.parent, place.name);
    tree.onChange!({ type: 'link', path: from, time, to: target });
  }
  notifySelf(tree, 'change', inode);
  notifyEntry(tree, 'rename', place.parent, place.name);
}

/** Makes a symbolic link at `path`. The target need not exist. */
export function symlink(tree: FileTree, target: string, path: string): void {
  const { parent, name, inode, slash } = locate(tree, path);
  if (inode !== undefined) fail('EEXIST');
  if (target === '' || slash) fail('ENOENT');
  const time = tree.now();
  tree.attach(parent, name, new SymlinkInode(tree.nextIno(), target, time));
  parent.mtime = parent.ctime = time;
  if (tree.journalled) {
    tree.onChange!({ type: 'symlink', path: tree.entryPath(parent, name), time, target });
  }
  notifyEntry(tree, 'rename', parent, name);
}

export function readlink(tree: FileTree, path: string): string {
  const inode = resolve(tree, path, false);
  return inode.kind === 'symlink' ? inode.target : fail('EINVAL');
}

/** @throws FsError ENOENT, EISDIR, ENOTDIR */
export function unlink(tree: FileTree, path: string): void {
  const { parent, name, inode, slash } = locate(tree, path);
  if (inode === undefined) return fail('ENOENT');
  if (inode.kind === 'directory') fail('EISDIR');
  if (slash) fail('ENOTDIR');
  removeEntry(tree, parent, name, inode);
}

/** As `rename(2)`: replaces a file or an empty directory at `to`. @throws FsError */
export function rename(tree: FileTree, path: string, to: string): void {
  const from = locate(tree, path);
  const target = locate(tree, to);
  const { inode } = from;
  for (const { name } of [from, target]) {
    if (name === '' || name === '.' || name === '..') fail('EBUSY');
  }
  if (inode === undefined) return fail('ENOENT');
  const replaced = target.inode;
  if (inode.kind === 'directory') {
    if (contains(inode, target.parent)) fail('EINVAL');
  } else if (from.slash || (target.slash && replaced?.kind !== 'directory')) {
    fail('ENOTDIR');
  }
  if (replaced !== undefined) {
    if (contains(replaced, from.parent)) fail('ENOTEMPTY');
    if (replaced === inode) return;
    if (replaced.kind === 'directory') {
      if (inode.kind !== 'directory') fail('EISDIR');
      if (replaced.entries.size > 0) fail('ENOTEMPTY');
    } else if (inode.kind === 'directory') {
      fail('ENOTDIR');
    }
  }

  const time = tree.now();
  const fromPath = tree.journalled ? tree.entryPath(from.parent, from.name) : undefined;
  const toPath = tree.journalled ? tree.entryPath(target.parent, target.name) : undefined;
  if (replaced !== undefined) {
    tree.detach(target.parent, target.name, replaced);
    replaced.nlink = replaced.kind === 'directory' ? 0 : replaced.nlink - 1;
    replaced.ctime = time;
  }
  tree.move(from, target, inode);
  inode.ctime = from.parent.mtime = from.parent.ctime = time;
  target.parent.mtime = target.parent.ctime = time;
  if (fromPath !== undefined && toPath !== undefined) {
    tree.onChange!({ type: 'rename', path: fromPath, time, to: toPath });
  }

  if (tree.watchers.size === 0) return;
  notifyEntry(tree, 'rename', from.parent, from.name);
  notifyEntry(tree, 'rename', target.parent, target.name);
  notifySelf(tree, 'rename', inode);
  if (replaced !== undefined) {
    notifySelf(tree, 'change', replaced);
    if (replaced.nlink === 0) notifySelf(tree, 'rename', replaced);
  }
}

/** Whether `directory` is `inode` or lies below it. */
function contains(inode: Inode, directory: Inode): boolean {
  for (let at: Inode | undefined = directory; at !== undefined; at = at.parent) {
    if (at === inode) return true;
  }
  return false;
}

/** The path without symbolic links, `.` and `..`. @throws FsError */
export function realpath(tree: FileTree, path: string): string {
  const { parent, name, inode, slash } = locate(tree, path, 'always');
  if (inode === undefined) return fail('ENOENT');
  if (inode.kind === 'directory') return tree.pathOf(inode) ?? fail('ENOENT');
  // The name that was asked for: a file may have several.
  return slash ? fail('ENOTDIR') : tree.entryPath(parent, name);
}
