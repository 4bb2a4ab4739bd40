/**
 * A folder as one block of bytes, for mounting big folders at once.
 *
 * Layout, little-endian: `EFSS`, version (u16), 0 (u16), length of the index (u32), the index (JSON
 * in UTF-8), then the files' bytes one after another. The index is an array of
 * `[path, mode, value]`, where the value is a file's length, a link's target, or null for a directory.
 */
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './constants.ts';
import { changeMode } from './attributes.ts';
import { makeDirectories, sortedEntries } from './directories.ts';
import type { FileTree } from './file-tree.ts';
import { FileContent } from './file-content.ts';
import { FileInode, type DirectoryInode, type Inode } from './inode.ts';
import { symlink } from './links.ts';
import { removeTree } from './remove.ts';
import { encodeUtf8, utf8Slice } from '../bytes/utf8.ts';
import { lookup, resolve, resolveDirectory } from './walk.ts';

interface EntryBase {
  /** Relative to the snapshot's root, without a leading slash. */
  path: string;
  /** Type and permission bits, as `stat.st_mode`. */
  mode: number;
}
export interface FileEntry extends EntryBase {
  bytes: Uint8Array;
}
export interface SymlinkEntry extends EntryBase {
  symlink: string;
}
export type DirectoryEntry = EntryBase;
export type SnapshotEntry = FileEntry | SymlinkEntry | DirectoryEntry;

const MAGIC = [0x45, 0x46, 0x53, 0x53] as const;
export const SNAPSHOT_VERSION = 1;
const HEADER_LENGTH = 12;

export class SnapshotError extends Error {
  constructor(reason: string) {
    super(`This is not a file system snapshot that can be read: ${reason}.`);
    this.name = 'SnapshotError';
  }
}

export function encodeSnapshot(entries: Iterable<SnapshotEntry>): Uint8Array<ArrayBuffer> {
  const index: [string, number, number | string | null][] = [];
  const files: Uint8Array[] = [];
  let total = 0;
  for (const entry of entries) {
    if ('bytes' in entry) {
      index.push([entry.path, entry.mode, entry.bytes.length]);
      files.push(entry.bytes);
      total += entry.bytes.length;
    } else {
      index.push([entry.path, entry.mode, 'symlink' in entry ? entry.symlink : null]);
    }
  }
  const json = encodeUtf8(JSON.stringify(index));
  const snapshot = new Uint8Array(HEADER_LENGTH + json.length + total);
  const view = new DataView(snapshot.buffer);
  snapshot.set(MAGIC);
  view.setUint16(4, SNAPSHOT_VERSION, true);
  view.setUint32(8, json.length, true);
  snapshot.set(json, HEADER_LENGTH);
  let at = HEADER_LENGTH + json.length;
  for (const bytes of files) {
    snapshot.set(bytes, at);
    at += bytes.length;
  }
  return snapshot;
}

/** Whether the bytes start as a snapshot does. */
export const isSnapshot = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_LENGTH && MAGIC.every((byte, at) => bytes[at] === byte);

/** The entries; their bytes are views of `snapshot`. @throws SnapshotError */
export function decodeSnapshot(snapshot: Uint8Array): SnapshotEntry[] {
  if (!isSnapshot(snapshot)) throw new SnapshotError('it does not start with its signature');
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
  const version = view.getUint16(4, true);
  if (version !== SNAPSHOT_VERSION) {
    throw new SnapshotError(`its version is ${version}, expected ${SNAPSHOT_VERSION}`);
  }
  let at = HEADER_LENGTH + view.getUint32(8, true);
  if (at > snapshot.length) throw new SnapshotError('its index is cut off');
  const entries = parseIndex(snapshot.subarray(HEADER_LENGTH, at)).map(([path, mode, value]) => {
    if (value === null) return { path, mode };
    if (typeof value === 'string') return { path, mode, symlink: value };
    const bytes = snapshot.subarray(at, at + value);
    at += value;
    if (at > snapshot.length) throw new SnapshotError(`it ends within ${path}`);
    return { path, mode, bytes };
  });
  if (at !== snapshot.length) throw new SnapshotError('there are bytes after the last file');
  return entries;
}

function parseIndex(bytes: Uint8Array): [string, number, number | string | null][] {
  let index: unknown;
  try {
    index = JSON.parse(utf8Slice(bytes));
  } catch {
    throw new SnapshotError('its index is not JSON');
  }
  const isEntry = (entry: unknown): boolean => {
    if (!Array.isArray(entry) || entry.length !== 3) return false;
    const [path, mode, value] = entry as unknown[];
    return (
      typeof path === 'string' &&
      Number.isInteger(mode) &&
      (value === null || typeof value === 'string' || isLength(value))
    );
  };
  if (!Array.isArray(index) || !index.every(isEntry)) {
    throw new SnapshotError('its index does not have the expected form');
  }
  return index as [string, number, number | string | null][];
}

const isLength = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Entries of everything below `path`, parents first. `pristine: false` leaves out what layers have
 * mounted and nobody has modified, and directories that have nothing else in them.
 */
export function treeEntries(
  tree: FileTree,
  path = '/',
  options: { pristine?: boolean } = {},
): SnapshotEntry[] {
  const entries: SnapshotEntry[] = [];
  const all = options.pristine ?? true;
  const visit = (relative: string, inode: Inode): void => {
    if (inode.kind === 'file') {
      if (!all && inode.content.origin !== undefined) return;
      entries.push({ path: relative, mode: inode.mode, bytes: inode.content.bytes() });
    } else if (inode.kind === 'symlink') {
      entries.push({ path: relative, mode: inode.mode, symlink: inode.target });
    } else if (inode.kind === 'directory') {
      const before = entries.push({ path: relative, mode: inode.mode });
      visitEntries(`${relative}/`, inode);
      const onlyLayers = entries.length === before && inode.entries.size > 0;
      if (!all && onlyLayers) entries.pop();
    }
  };
  const visitEntries = (prefix: string, directory: DirectoryInode): void => {
    for (const [name, inode] of sortedEntries(directory)) visit(prefix + name, inode);
  };
  visitEntries('', resolveDirectory(tree, path));
  return entries;
}

/**
 * Adds entries below `root`, replacing files and links that are there. Bytes are shared with the
 * entries until a file is written. For setting a tree up: the journal does not learn of it.
 *
 * @throws FsError when a file is where a directory must be
 */
export function mountEntries(
  tree: FileTree,
  root: string,
  entries: Iterable<SnapshotEntry>,
  time = tree.now(),
): void {
  const base = root === '/' ? '' : root.replace(/\/$/, '');
  tree.replay(time, () => {
    makeDirectories(tree, base || '/');
    for (const entry of entries) mountEntry(tree, `${base}/${entry.path}`, entry);
  });
}

function mountEntry(tree: FileTree, path: string, entry: SnapshotEntry): void {
  const type = entry.mode & S_IFMT;
  if (type === S_IFDIR) {
    makeDirectories(tree, path);
    changeMode(tree, resolve(tree, path), entry.mode);
    return;
  }
  const at = path.lastIndexOf('/');
  const parentPath = path.slice(0, at) || '/';
  if (lookup(tree, parentPath) === undefined) makeDirectories(tree, parentPath);
  if (lookup(tree, path, false) !== undefined) removeTree(tree, path);
  if (type === S_IFLNK && 'symlink' in entry) {
    symlink(tree, entry.symlink, path);
  } else if (type === S_IFREG && 'bytes' in entry) {
    const parent = resolveDirectory(tree, parentPath);
    const content = new FileContent(entry.bytes);
    const file = new FileInode(tree.nextIno(), entry.mode & 0o7777, tree.now(), content);
    tree.attach(parent, path.slice(at + 1), file);
  } else {
    throw new SnapshotError(`${entry.path} has the unknown type ${type.toString(8)}`);
  }
}
