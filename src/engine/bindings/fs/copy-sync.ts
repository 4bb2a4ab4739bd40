/** The native parts of `fs.cpSync`. */
import { nativeError } from '../../bytes/native-error.ts';
import { browser } from '../../core/browser.ts';
import { runtime } from '../../core/runtime.ts';
import { uvException } from '../../core/uv.ts';
import { changeMode, changeTimes } from '../../fs/attributes.ts';
import { copyFile } from '../../fs/copy.ts';
import {
  makeDirectories,
  makeDirectory,
  removeDirectory,
  sortedEntries,
} from '../../fs/directories.ts';
import { fail } from '../../fs/errors.ts';
import type { DirectoryInode, Inode } from '../../fs/inode.ts';
import { realpath, symlink, unlink } from '../../fs/links.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { find, lookup, resolve, resolveDirectory } from '../../fs/walk.ts';
import { hideFrames, systemError, uvErrno } from './errors.ts';
import { pathText, treePath, type PathArgument } from './names.ts';

/** As `std::filesystem::path::parent_path`. */
const parentOf = (path: string): string => {
  const at = path.lastIndexOf('/');
  return at <= 0 ? path.slice(0, at + 1) : path.slice(0, at);
};

const refuse = (code: string, message: string): never => {
  throw hideFrames(nativeError(browser.Error, code, message), cpSyncCheckPaths);
};

function cpSyncCheckPaths(
  from: PathArgument,
  to: PathArgument,
  dereference: boolean,
  recursive: boolean,
): void {
  const src = pathText(from);
  const dest = pathText(to);
  // Node follows the source's link exactly when it is not asked to, and names the calls accordingly.
  const source = find(fileTree, treePath(src), !dereference);
  if (typeof source === 'string') {
    const error = uvException(uvErrno(source), dereference ? 'stat' : 'lstat', src);
    throw hideFrames(error, cpSyncCheckPaths);
  }
  const target = lookup(fileTree, treePath(dest), dereference);
  const isDirectory = source.kind === 'directory' || (dereference && source.kind === 'symlink');

  if (target !== undefined) {
    if (lookup(fileTree, treePath(src)) === lookup(fileTree, treePath(dest))) {
      refuse('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${dest}`);
    }
    if (isDirectory && target.kind !== 'directory') {
      const message = `Cannot overwrite non-directory ${dest} with directory ${src}`;
      refuse('ERR_FS_CP_DIR_TO_NON_DIR', message);
    }
    if (!isDirectory && target.kind === 'directory') {
      const message = `Cannot overwrite directory ${dest} with non-directory ${src}`;
      refuse('ERR_FS_CP_NON_DIR_TO_DIR', message);
    }
  }

  const prefix = src.endsWith('/') ? src : `${src}/`;
  const insideSelf = `Cannot copy ${prefix} to a subdirectory of self ${dest}`;
  if (isDirectory && dest.startsWith(prefix)) refuse('ERR_FS_CP_EINVAL', insideSelf);
  const parent = parentOf(dest);
  if (parentOf(src) !== parent && parentOf(parent) !== '' && parentOf(parent) !== parent) {
    const above = lookup(fileTree, treePath(parent));
    if (above !== undefined && above === lookup(fileTree, treePath(src))) {
      refuse('ERR_FS_CP_EINVAL', insideSelf);
    }
  }

  if (source.kind === 'socket') refuse('ERR_FS_CP_SOCKET', `Cannot copy a socket file: ${dest}`);
  if (isDirectory && !recursive) {
    const message = `Recursive option not enabled, cannot copy a directory: ${prefix}`;
    refuse('ERR_FS_EISDIR', message);
  }
  if (target === undefined && parent !== '') {
    try {
      makeDirectories(fileTree, treePath(parent), 0o777 & ~runtime.umask);
    } catch {
      // As in native code: the copy itself then fails with a better error.
    }
  }
}

function copyTimes(from: Inode, to: Inode): void {
  changeTimes(fileTree, to, from.atime, from.mtime);
}

/** Replaces a file that exists, rather than writing through it: it may be a link. */
function cpSyncOverrideFile(
  from: PathArgument,
  to: PathArgument,
  mode: number | undefined,
  preserveTimestamps: boolean,
): void {
  const src = treePath(from);
  const dest = treePath(to);
  try {
    if (lookup(fileTree, dest, false)?.kind === 'directory') removeDirectory(fileTree, dest);
    else unlink(fileTree, dest);
  } catch (error) {
    throw systemError(error, cpSyncOverrideFile, 'unlink', pathText(to));
  }
  try {
    copyFile(fileTree, src, dest, mode ?? 0);
  } catch (error) {
    throw systemError(error, cpSyncOverrideFile, 'cp', pathText(to));
  }
  if (preserveTimestamps) copyTimes(resolve(fileTree, src), resolve(fileTree, dest));
}

interface CopyOptions {
  force: boolean;
  dereference: boolean;
  errorOnExist: boolean;
  verbatimSymlinks: boolean;
  preserveTimestamps: boolean;
}

/** Copies a directory's contents into another, which is made unless it exists. */
function cpSyncCopyDir(
  from: PathArgument,
  to: PathArgument,
  force: boolean,
  dereference: boolean,
  errorOnExist: boolean,
  verbatimSymlinks: boolean,
  preserveTimestamps: boolean,
): void {
  const src = pathText(from);
  const dest = pathText(to);
  const options = { force, dereference, errorOnExist, verbatimSymlinks, preserveTimestamps };
  try {
    const source = resolveDirectory(fileTree, treePath(src));
    const existed = lookup(fileTree, treePath(dest)) !== undefined;
    // A link that leads nowhere.
    if (!existed && lookup(fileTree, treePath(dest), false) !== undefined) fail('EEXIST');
    makeDirectories(fileTree, treePath(dest), 0o777 & ~runtime.umask);
    copyEntries(source, src, dest, options);
    const target = resolve(fileTree, treePath(dest));
    if (!existed) changeMode(fileTree, target, source.mode);
    if (preserveTimestamps) copyTimes(source, target);
  } catch (error) {
    throw systemError(error, cpSyncCopyDir, 'cp', dest);
  }
}

function copyEntries(source: DirectoryInode, src: string, dest: string, options: CopyOptions) {
  for (const [name, entry] of sortedEntries(source)) {
    const from = `${src}/${name}`;
    const to = `${dest}/${name}`;
    if (entry.kind === 'symlink' && !options.dereference) {
      copyLink(entry.target, src, to, options);
      continue;
    }
    const inode = resolve(fileTree, treePath(from));
    if (inode.kind === 'directory') copyDirectory(inode, from, to, options);
    else if (inode.kind === 'file') copyEntry(inode, from, to, options);
  }
}

function copyDirectory(source: DirectoryInode, from: string, to: string, options: CopyOptions) {
  const exists = lookup(fileTree, treePath(to)) !== undefined;
  if (!exists) makeDirectory(fileTree, treePath(to), 0o777 & ~runtime.umask);
  copyEntries(source, from, to, options);
  const target = resolve(fileTree, treePath(to));
  if (!exists) changeMode(fileTree, target, source.mode);
  if (options.preserveTimestamps) copyTimes(source, target);
}

function copyEntry(source: Inode, from: string, to: string, options: CopyOptions): void {
  if (!options.force && lookup(fileTree, treePath(to)) !== undefined) {
    if (!options.errorOnExist) return;
    // Native code puts the code into the message, too.
    const message = `[ERR_FS_CP_EEXIST]: Target already exists: cp returned EEXIST (${to} already exists)`;
    throw hideFrames(nativeError(browser.Error, 'ERR_FS_CP_EEXIST', message), cpSyncCopyDir);
  }
  copyFile(fileTree, treePath(from), treePath(to));
  if (options.preserveTimestamps) copyTimes(source, resolve(fileTree, treePath(to)));
}

/** A link to a relative target is made absolute unless it is to stay verbatim. */
function copyLink(target: string, directory: string, to: string, options: CopyOptions): void {
  if (!options.verbatimSymlinks) {
    const existing = lookup(fileTree, treePath(to), false);
    if (existing?.kind === 'symlink') {
      refuseOverlap(target, existing.target, to);
      unlink(fileTree, treePath(to));
    }
  }
  const path = options.verbatimSymlinks ? target : canonical(directory, target);
  symlink(fileTree, path, treePath(to));
}

function refuseOverlap(target: string, current: string, to: string): void {
  const refuseWith = (code: string, message: string): never => {
    throw hideFrames(nativeError(browser.Error, code, message), cpSyncCopyDir);
  };
  if (lookup(fileTree, treePath(target))?.kind === 'directory' && isInside(target, current)) {
    const message = `Cannot copy ${target} to a subdirectory of self ${current}`;
    refuseWith('ERR_FS_CP_EINVAL', message);
  }
  if (lookup(fileTree, treePath(to))?.kind === 'directory' && isInside(current, target)) {
    const message = `cannot overwrite ${current} with ${target}`;
    refuseWith('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', message);
  }
}

function isInside(directory: string, path: string): boolean {
  const { resolve: absolute } = runtime.require('path').posix;
  const base: string = absolute(directory);
  const other: string = absolute(path);
  return other === base || other.startsWith(base === '/' ? '/' : `${base}/`);
}

/** `std::filesystem::weakly_canonical`: links are resolved as far as the path exists. */
function canonical(directory: string, target: string): string {
  const { resolve: absolute } = runtime.require('path').posix;
  const path: string = absolute(directory, target);
  let existing = path;
  while (existing !== '/' && lookup(fileTree, existing) === undefined)
    existing = parentOf(existing);
  return absolute(realpath(fileTree, existing), `.${path.slice(existing.length)}`);
}

export const copySync = { cpSyncCheckPaths, cpSyncOverrideFile, cpSyncCopyDir };
