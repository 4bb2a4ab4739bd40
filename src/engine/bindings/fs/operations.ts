/** The functions that work on paths. */
import { runtime } from '../../core/runtime.ts';
import { access, changeMode, changeOwner, changeTimes } from '../../fs/attributes.ts';
import { copyFile } from '../../fs/copy.ts';
import {
  makeDirectories,
  makeDirectory,
  makeTemporaryDirectory,
  readDirectory,
  removeDirectory,
} from '../../fs/directories.ts';
import { fail } from '../../fs/errors.ts';
import { openFile } from '../../fs/files.ts';
import type { Inode } from '../../fs/inode.ts';
import { link, readlink, realpath, rename, symlink, unlink } from '../../fs/links.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { resolve } from '../../fs/walk.ts';
import { addDescriptor } from './descriptors.ts';
import { FileHandle } from './file-handle.ts';
import { encodeName, pathText, treePath, type PathArgument } from './names.ts';
import { validateMode, type Operation } from './request.ts';
import { utimeMilliseconds } from './stat-values.ts';

type Encoding = string | null | undefined;
type Path = PathArgument;

const open = (path: Path, flags: number, mode: number): number =>
  addDescriptor(openFile(fileTree, treePath(path), flags, mode & ~runtime.umask));

/** `UV_DIRENT_*` */
const DIRENT_TYPES = { file: 1, directory: 2, symlink: 3, socket: 5, device: 6 } as const;
export const direntType = (inode: Inode): number => DIRENT_TYPES[inode.kind];

function readdir(path: Path, encoding: Encoding, withTypes: boolean) {
  const entries = readDirectory(fileTree, treePath(path));
  const names = entries.map(([name]) => encodeName(name, encoding));
  return withTypes ? [names, entries.map(([, inode]) => direntType(inode))] : names;
}

function mkdir(path: Path, mode: number, recursive: boolean): string | undefined {
  const permissions = mode & 0o7777 & ~runtime.umask;
  const absolute = treePath(path);
  if (!recursive) {
    makeDirectory(fileTree, absolute, permissions);
    return undefined;
  }
  const first = makeDirectories(fileTree, absolute, permissions);
  // The result is in the terms of the argument: relative stays relative.
  return first?.slice(absolute.length - pathText(path).length);
}

function mkdtemp(prefix: Path, encoding: Encoding): string | Uint8Array {
  const absolute = treePath(prefix);
  if (absolute === '') fail('ENOENT');
  const made = makeTemporaryDirectory(fileTree, absolute);
  return encodeName(made.slice(absolute.length - pathText(prefix).length), encoding);
}

const setTimes = (followLast: boolean) => (path: Path, atime: number, mtime: number) =>
  changeTimes(
    fileTree,
    resolve(fileTree, treePath(path), followLast),
    utimeMilliseconds(atime),
    utimeMilliseconds(mtime),
  );

const setOwner = (followLast: boolean) => (path: Path, uid: number, gid: number) =>
  changeOwner(fileTree, resolve(fileTree, treePath(path), followLast), uid, gid);

const onTwoPaths =
  (action: (tree: typeof fileTree, a: string, b: string, flags?: number) => void) =>
  (from: Path, to: Path, flags?: unknown) =>
    action(fileTree, treePath(from), treePath(to), typeof flags === 'number' ? flags : 0);

/** `{ type, bsize, frsize, blocks, bfree, bavail, files, ffree }` of a plausible tmpfs. */
const STATFS = [0x01021994, 4096, 4096, 1 << 20, 1 << 19, 1 << 19, 1 << 20, 1 << 19];

export const pathOperations: Record<string, Operation> = {
  access: {
    syscall: 'access',
    request: 2,
    paths: 1,
    validate: validateMode(1),
    run: (path: Path, mode: number) => access(fileTree, treePath(path), mode),
  },
  open: { syscall: 'open', request: 3, paths: 1, run: open },
  openFileHandle: {
    syscall: 'open',
    request: 3,
    paths: 1,
    run: (path: Path, flags: number, mode: number) => new FileHandle(open(path, flags, mode)),
  },
  statfs: {
    syscall: 'statfs',
    request: 2,
    paths: 1,
    run(path: Path, bigint: boolean) {
      resolve(fileTree, treePath(path));
      return bigint ? BigInt64Array.from(STATFS, BigInt) : Float64Array.from(STATFS);
    },
  },
  readdir: { syscall: 'scandir', request: 3, paths: 1, run: readdir },
  mkdir: { syscall: 'mkdir', request: 3, paths: 1, run: mkdir },
  mkdtemp: {
    syscall: 'mkdtemp',
    request: 2,
    paths: 1,
    errorPath: (prefix) => `${prefix}XXXXXX`,
    run: mkdtemp,
  },
  rename: { syscall: 'rename', request: 2, paths: 2, run: onTwoPaths(rename) },
  rmdir: {
    syscall: 'rmdir',
    request: 1,
    paths: 1,
    run: (path: Path) => removeDirectory(fileTree, treePath(path)),
  },
  unlink: {
    syscall: 'unlink',
    request: 1,
    paths: 1,
    run: (path: Path) => unlink(fileTree, treePath(path)),
  },
  link: { syscall: 'link', request: 2, paths: 2, run: onTwoPaths(link) },
  symlink: {
    syscall: 'symlink',
    request: 3,
    paths: 2,
    run: (target: Path, path: Path) => symlink(fileTree, pathText(target), treePath(path)),
  },
  readlink: {
    syscall: 'readlink',
    request: 2,
    paths: 1,
    run: (path: Path, encoding: Encoding) =>
      encodeName(readlink(fileTree, treePath(path)), encoding),
  },
  realpath: {
    syscall: 'realpath',
    request: 2,
    paths: 1,
    run: (path: Path, encoding: Encoding) =>
      encodeName(realpath(fileTree, treePath(path)), encoding),
  },
  copyFile: {
    syscall: 'copyfile',
    request: 3,
    paths: 2,
    validate: validateMode(2),
    run: onTwoPaths(copyFile),
  },
  chmod: {
    syscall: 'chmod',
    request: 2,
    paths: 1,
    run: (path: Path, mode: number) =>
      changeMode(fileTree, resolve(fileTree, treePath(path)), mode),
  },
  chown: { syscall: 'chown', request: 3, paths: 1, run: setOwner(true) },
  lchown: { syscall: 'lchown', request: 3, paths: 1, run: setOwner(false) },
  utimes: { syscall: 'utime', request: 3, paths: 1, run: setTimes(true) },
  lutimes: { syscall: 'lutime', request: 3, paths: 1, run: setTimes(false) },
};
