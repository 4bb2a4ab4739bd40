/** Path resolution, as `path_resolution(7)` describes it. Paths are absolute. */
import { MAX_LINKS_FOLLOWED, NAME_MAX, PATH_MAX } from './constants.ts';
import { fail, type Errno } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import type { DirectoryInode, Inode } from './inode.ts';

/** Where a path leads: the directory that holds its last component, and what is there, if anything. */
export interface Place {
  parent: DirectoryInode;
  /** Last component. It is `.` or `..` when the path ends so, and empty for the root. */
  name: string;
  inode: Inode | undefined;
  /** The path ends in a slash: only a directory will do. */
  slash: boolean;
}

/** `never` is for operations on names (`unlink`, `rename`); `slash` for `lstat`; `always` for `stat`. */
type FollowLast = 'never' | 'slash' | 'always';

const SLASH = 47;

/** Returns the place, or the name of the error that ends the walk. */
function walk(tree: FileTree, path: string, follow: FollowLast): Place | Errno {
  if (path === '') return 'ENOENT';
  if (path.length >= PATH_MAX) return 'ENAMETOOLONG';
  let directory = tree.root;
  let index = 0;
  let followed = 0;
  // Name and holder of the place when the path has no component left to look up.
  let ending = '';

  for (;;) {
    while (path.charCodeAt(index) === SLASH) index++;
    if (index >= path.length) {
      return { parent: directory, name: ending, inode: directory, slash: false };
    }
    let end = path.indexOf('/', index);
    if (end < 0) end = path.length;
    const name = path.slice(index, end);
    index = end;

    if (name === '.' || name === '..') {
      if (name === '..') directory = directory.parent ?? tree.root;
      ending = name;
      continue;
    }

    while (path.charCodeAt(index) === SLASH) index++;
    const last = index >= path.length;
    const slash = last && index > end;
    const inode = directory.entries.get(name);

    if (inode === undefined) {
      if (name.length > NAME_MAX) return 'ENAMETOOLONG';
      return last ? { parent: directory, name, inode, slash } : 'ENOENT';
    }
    if (
      inode.kind === 'symlink' &&
      (!last || follow === 'always' || (slash && follow === 'slash'))
    ) {
      if (++followed > MAX_LINKS_FOLLOWED) return 'ELOOP';
      path = last && !slash ? inode.target : `${inode.target}/${path.slice(index)}`;
      index = 0;
      ending = '';
      if (path.charCodeAt(0) === SLASH) directory = tree.root;
      continue;
    }
    if (last) return { parent: directory, name, inode, slash };
    if (inode.kind !== 'directory') return 'ENOTDIR';
    directory = inode;
    // A trailing `/.` keeps the directory: it is then the place itself.
    ending = '';
  }
}

/** The inode, or the name of the error. Does not throw, which matters where a miss is common. */
export function find(tree: FileTree, path: string, followLast = true): Inode | Errno {
  const place = walk(tree, path, followLast ? 'always' : 'slash');
  if (typeof place === 'string') return place;
  if (place.inode === undefined) return 'ENOENT';
  if (place.slash && place.inode.kind !== 'directory') return 'ENOTDIR';
  return place.inode;
}

/** The inode, or `undefined` when the path leads nowhere. */
export function lookup(tree: FileTree, path: string, followLast = true): Inode | undefined {
  const found = find(tree, path, followLast);
  return typeof found === 'string' ? undefined : found;
}

/** The inode. @throws FsError */
export function resolve(tree: FileTree, path: string, followLast = true): Inode {
  const found = find(tree, path, followLast);
  return typeof found === 'string' ? fail(found) : found;
}

/**
 * The place that a path leads to; nothing need be there. Operations on names (making, moving,
 * removing) follow no symbolic link at its end. @throws FsError
 */
export function locate(tree: FileTree, path: string, follow: FollowLast = 'never'): Place {
  const place = walk(tree, path, follow);
  return typeof place === 'string' ? fail(place) : place;
}

/** An existing directory. @throws FsError */
export function resolveDirectory(tree: FileTree, path: string): DirectoryInode {
  const inode = resolve(tree, path);
  return inode.kind === 'directory' ? inode : fail('ENOTDIR');
}
