/** Making, listing and removing directories. */
import { FsError, fail } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { DirectoryInode, type Inode } from './inode.ts';
import { find, locate, resolveDirectory, type Place } from './walk.ts';
import { notifyEntry, notifySelf } from './watch.ts';

/** As `mkdir(2)`; the umask is already taken out of `permissions`. @throws FsError */
export function makeDirectory(tree: FileTree, path: string, permissions = 0o755): void {
  const place = locate(tree, path);
  if (place.inode !== undefined) fail('EEXIST');
  addDirectory(tree, place, permissions);
}

function addDirectory(tree: FileTree, { parent, name }: Place, permissions: number): void {
  const time = tree.now();
  const mode = permissions & 0o7777;
  const directory = new DirectoryInode(tree.nextIno(), mode, time);
  tree.attach(parent, name, directory);
  parent.mtime = parent.ctime = time;
  if (tree.journalled) {
    tree.onChange!({ type: 'mkdir', path: tree.entryPath(parent, name), time, mode });
  }
  notifyEntry(tree, 'rename', parent, name);
}

/**
 * Makes a directory and those above it that are missing. Returns the first one it made, as a prefix
 * of `path`, or `undefined` when there was nothing to make.
 *
 * @throws FsError ENOTDIR when a file is in the way, EEXIST when `path` itself is a file.
 */
export function makeDirectories(
  tree: FileTree,
  path: string,
  permissions = 0o755,
): string | undefined {
  const pending = [path];
  let first: string | undefined;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      makeDirectory(tree, next, permissions);
      first ??= next;
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (error.code === 'ENOENT') {
        const parent = next.slice(0, next.lastIndexOf('/'));
        if (parent === '') throw error;
        pending.push(next, parent);
      } else if (error.code === 'EEXIST') {
        const found = find(tree, next);
        if (typeof found === 'string') fail(found);
        else if (found.kind !== 'directory') fail(pending.length > 0 ? 'ENOTDIR' : 'EEXIST');
      } else {
        throw error;
      }
    }
  }
  return first;
}

const TEMPORARY_NAME = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Makes a directory whose name is `prefix` and six random characters; returns its path. */
export function makeTemporaryDirectory(tree: FileTree, prefix: string): string {
  for (;;) {
    let path = prefix;
    for (let i = 0; i < 6; i++) {
      path += TEMPORARY_NAME[Math.floor(Math.random() * TEMPORARY_NAME.length)];
    }
    const place = locate(tree, path);
    if (place.inode !== undefined) continue;
    addDirectory(tree, place, 0o700);
    return path;
  }
}

/** As `rmdir(2)`. @throws FsError ENOTEMPTY, ENOTDIR, EBUSY, EINVAL */
export function removeDirectory(tree: FileTree, path: string): void {
  const { parent, name, inode } = locate(tree, path);
  if (inode === undefined) return fail('ENOENT');
  if (inode.kind !== 'directory') return fail('ENOTDIR');
  if (inode === tree.root) fail('EBUSY');
  if (name === '.') fail('EINVAL');
  if (name === '..' || inode.entries.size > 0) fail('ENOTEMPTY');
  removeEntry(tree, parent, name, inode);
}

/** Takes an entry out of its directory and reports that, as `rmdir` or `unlink`. */
export function removeEntry(
  tree: FileTree,
  parent: DirectoryInode,
  name: string,
  inode: Inode,
): void {
  const type = inode.kind === 'directory' ? 'rmdir' : 'unlink';
  const time = tree.now();
  const path = tree.journalled ? tree.entryPath(parent, name) : undefined;
  tree.detach(parent, name, inode);
  inode.nlink = inode.kind === 'directory' ? 0 : inode.nlink - 1;
  inode.ctime = time;
  parent.mtime = parent.ctime = time;
  if (path !== undefined) tree.onChange!({ type, path, time });
  if (tree.watchers.size > 0) reportRemoval(tree, parent, name, inode);
}

function reportRemoval(tree: FileTree, parent: DirectoryInode, name: string, inode: Inode): void {
  if (inode.kind !== 'directory') notifySelf(tree, 'change', inode);
  if (inode.nlink === 0) notifySelf(tree, 'rename', inode);
  notifyEntry(tree, 'rename', parent, name);
}

/** Names and inodes of a directory's entries, sorted by name. @throws FsError */
export function readDirectory(tree: FileTree, path: string): [name: string, inode: Inode][] {
  return sortedEntries(resolveDirectory(tree, path));
}

export const sortedEntries = (directory: DirectoryInode): [name: string, inode: Inode][] =>
  [...directory.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
