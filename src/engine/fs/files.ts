/** Opening, reading and writing files. */
import {
  O_ACCMODE,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from './constants.ts';
import { fail } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { FileInode, type Inode } from './inode.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import { locate, resolve, type Place } from './walk.ts';
import { notifyChange, notifyEntry } from './watch.ts';

/** An open file description: what a file descriptor refers to. */
export interface OpenFile {
  inode: Inode;
  flags: number;
  /** Offset of the next read or write that names no position. */
  position: number;
}

/** As `open(2)`. `permissions` of a new file already have the umask taken out. @throws FsError */
export function openFile(
  tree: FileTree,
  path: string,
  flags: number,
  permissions = 0o644,
): OpenFile {
  const exclusive = (flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL);
  const follow = exclusive ? 'never' : (flags & O_NOFOLLOW) !== 0 ? 'slash' : 'always';
  const place = locate(tree, path, follow);
  const found = place.inode;
  if ((flags & O_CREAT) !== 0 && place.slash) fail('EISDIR');
  if (found !== undefined && exclusive) fail('EEXIST');
  if (found === undefined) {
    if ((flags & O_CREAT) === 0) fail('ENOENT');
    return { inode: createFile(tree, place, permissions), flags, position: 0 };
  }
  if (found.kind === 'symlink') fail('ELOOP');
  const writing = (flags & O_ACCMODE) !== 0;
  if (found.kind === 'directory') {
    if (writing || (flags & O_CREAT) !== 0) fail('EISDIR');
  } else {
    if (place.slash || (flags & O_DIRECTORY) !== 0) fail('ENOTDIR');
    if (found.kind === 'socket') fail('ENXIO');
    if (found.kind === 'file' && writing && (flags & O_TRUNC) !== 0) truncateFile(tree, found, 0);
  }
  return { inode: found, flags, position: 0 };
}

export function createFile(tree: FileTree, place: Place, permissions: number): FileInode {
  const { parent, name } = place;
  const time = tree.now();
  const file = new FileInode(tree.nextIno(), permissions & 0o7777, time);
  tree.attach(parent, name, file);
  parent.mtime = parent.ctime = time;
  if (tree.journalled) {
    const mode = permissions & 0o7777;
    tree.onChange!({ type: 'create', path: tree.entryPath(parent, name), time, mode });
  }
  notifyEntry(tree, 'rename', parent, name);
  return file;
}

/** Reads at `position`, or where the last read ended when it is negative. 0 is the end of file. */
export function readOpenFile(file: OpenFile, target: Uint8Array, position: number): number {
  const { inode } = file;
  if ((file.flags & O_ACCMODE) === O_WRONLY) fail('EBADF');
  if (inode.kind === 'file') {
    const from = position < 0 ? file.position : position;
    const length = inode.content.read(target, from);
    if (position < 0) file.position = from + length;
    return length;
  }
  if (inode.kind === 'device') return inode.device.read(target);
  return fail('EISDIR');
}

/** Writes at `position`, or where the last write ended when it is negative. */
export function writeOpenFile(
  tree: FileTree,
  file: OpenFile,
  bytes: Uint8Array,
  position: number,
): number {
  const { inode } = file;
  if (!isWritable(file)) fail('EBADF');
  if (inode.kind === 'device') {
    inode.device.write(bytes);
  } else if (inode.kind === 'file') {
    const append = (file.flags & O_APPEND) !== 0;
    const at = append ? inode.size : position < 0 ? file.position : position;
    if (bytes.length > 0) writeFileBytes(tree, inode, bytes, at, append);
    if (position < 0) file.position = at + bytes.length;
  }
  return bytes.length;
}

export const isWritable = (file: OpenFile): boolean => {
  const mode = file.flags & O_ACCMODE;
  return mode === O_WRONLY || mode === O_RDWR;
};

export function truncateOpenFile(tree: FileTree, file: OpenFile, size: number): void {
  if (!isWritable(file) || file.inode.kind !== 'file') fail('EINVAL');
  truncateFile(tree, file.inode as FileInode, size);
}

export function writeFileBytes(
  tree: FileTree,
  file: FileInode,
  bytes: Uint8Array,
  position: number,
  append = false,
): void {
  file.content.write(bytes, position);
  const time = touch(tree, file);
  if (tree.journalled) {
    const path = tree.pathOf(file);
    if (path === undefined) return;
    const change = { type: 'write', path, time, position } as const;
    // The program may reuse its buffer before the change is sent.
    const copy = new Uint8Array(bytes);
    tree.onChange!(append ? { ...change, bytes: copy, append } : { ...change, bytes: copy });
  }
}

export function truncateFile(tree: FileTree, file: FileInode, size: number): void {
  file.content.truncate(size);
  const time = touch(tree, file);
  if (tree.journalled) {
    const path = tree.pathOf(file);
    if (path !== undefined) tree.onChange!({ type: 'truncate', path, time, size });
  }
}

function touch(tree: FileTree, file: FileInode): number {
  file.mtime = file.ctime = tree.now();
  notifyChange(tree, file);
  return file.mtime;
}

function resolveReadable(tree: FileTree, path: string): FileInode {
  const inode = resolve(tree, path);
  if (inode.kind === 'directory') fail('EISDIR');
  return inode.kind === 'file' ? inode : fail('EINVAL');
}

/** The content as bytes; they must not be modified. @throws FsError */
export const readFileBytes = (tree: FileTree, path: string): Uint8Array =>
  resolveReadable(tree, path).content.bytes();

/** The content decoded as UTF-8. @throws FsError */
export const readFileText = (tree: FileTree, path: string): string =>
  resolveReadable(tree, path).content.text();

/** Makes or replaces a file. Its directory must exist. @throws FsError */
export function writeFile(
  tree: FileTree,
  path: string,
  data: string | Uint8Array,
  permissions = 0o644,
): void {
  const file = openFile(tree, path, O_WRONLY | O_CREAT | O_TRUNC, permissions);
  writeOpenFile(tree, file, typeof data === 'string' ? encodeUtf8(data) : data, 0);
}
