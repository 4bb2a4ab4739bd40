/** The WebContainer API's `fs` over a tree: what the host's `container.fs` is. */
import type {
  DirEnt,
  FileSystemAPI,
  FSWatchCallback,
  FSWatchOptions,
  IFSWatcher,
} from '@webcontainer/api';
import { makeDirectories, makeDirectory, readDirectory } from './directories.ts';
import { decodeBytes, encodeString } from '../bytes/encodings.ts';
import { FsError, type Errno } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { readFileBytes, writeFile } from './files.ts';
import type { Inode } from './inode.ts';
import { rename } from './links.ts';
import { removeTree } from './remove.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import { find } from './walk.ts';
import { watch } from './watch.ts';

/** An error as Node's `fs.promises` rejects with: `ENOENT: no such file or directory, open 'x'`. */
export interface FileSystemError extends Error {
  code: Errno;
  syscall: string;
  path: string;
  dest?: string;
}

function fileSystemError(cause: FsError, syscall: string, path: string, dest?: string) {
  const names = dest === undefined ? `'${path}'` : `'${path}' -> '${dest}'`;
  const error = new Error(`${cause.message}, ${syscall} ${names}`) as FileSystemError;
  error.code = cause.code;
  error.syscall = syscall;
  error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

function named<T>(syscall: string, path: string, dest: string | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof FsError ? fileSystemError(error, syscall, path, dest) : error;
  }
}

/**
 * @param workdir absolute; paths are resolved against it and cannot lead out of it, a leading slash
 *   included
 */
export function fileSystemApi(tree: FileTree, workdir: string): FileSystemAPI {
  const base = workdir.replace(/\/$/, '');
  const absolute = (path: string): string => {
    const parts: string[] = [];
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    const trailing = path.endsWith('/') && parts.length > 0 ? '/' : '';
    return `${base}/${parts.join('/')}${trailing}`;
  };

  async function readdir(
    path: string,
    options?: ReaddirOptions,
  ): Promise<(string | Uint8Array)[] | DirEnt<string | Uint8Array>[]> {
    const { encoding, withFileTypes } = readdirOptions(options);
    const entries = named('scandir', path, undefined, () => readDirectory(tree, absolute(path)));
    const inEncoding = (name: string): string | Uint8Array => {
      if (encoding === 'buffer') return encodeUtf8(name);
      return isUtf8(encoding) ? name : decodeBytes(encodeUtf8(name), encoding!);
    };
    if (!withFileTypes) return entries.map(([name]) => inEncoding(name));
    return entries.map(([name, inode]) => dirEnt(inEncoding(name), inode));
  }

  async function readFile(path: string, options?: EncodingOptions): Promise<string | Uint8Array> {
    const encoding = encodingOf(options);
    const syscall = typeof find(tree, absolute(path)) === 'string' ? 'open' : 'read';
    const bytes = named(syscall, path, undefined, () => readFileBytes(tree, absolute(path)));
    return encoding === undefined ? bytes.slice() : decodeBytes(bytes, encoding);
  }

  async function writeFileWith(
    path: string,
    data: string | Uint8Array,
    options?: EncodingOptions,
  ): Promise<void> {
    const bytes =
      typeof data === 'string' ? encodeString(data, encodingOf(options) ?? 'utf8') : data;
    named('open', path, undefined, () => writeFile(tree, absolute(path), bytes));
  }

  async function mkdir(path: string, options?: { recursive?: boolean }): Promise<string | void> {
    return named('mkdir', path, undefined, () => {
      if (options?.recursive) return makeDirectories(tree, absolute(path));
      return makeDirectory(tree, absolute(path));
    });
  }

  async function rm(
    path: string,
    options: { force?: boolean; recursive?: boolean } = {},
  ): Promise<void> {
    const target = absolute(path);
    const found = find(tree, target, false);
    if (found === 'ENOENT' && options.force) return;
    if (typeof found === 'string') throw fileSystemError(new FsError(found), 'lstat', path);
    if (found.kind === 'directory' && !options.recursive) {
      const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`);
      throw Object.assign(error, { code: 'ERR_FS_EISDIR', syscall: 'rm', path });
    }
    named('rm', path, undefined, () => removeTree(tree, target));
  }

  function watchPath(
    path: string,
    options?: FSWatchOptions | FSWatchCallback,
    listener?: FSWatchCallback,
  ): IFSWatcher {
    const callback = typeof options === 'function' ? options : listener;
    const settings = typeof options === 'object' ? options : undefined;
    const encoding = typeof options === 'string' ? options : settings?.encoding;
    const recursive = settings?.recursive;
    const close = named('watch', path, undefined, () =>
      watch(tree, absolute(path), { recursive }, (event, name) => {
        const filename = isUtf8(encoding) ? name : decodeName(name, encoding!);
        callback?.(event, filename);
      }),
    );
    return { close };
  }

  return {
    readdir: readdir as FileSystemAPI['readdir'],
    readFile: readFile as FileSystemAPI['readFile'],
    writeFile: writeFileWith,
    mkdir: mkdir as FileSystemAPI['mkdir'],
    rm,
    rename: async (path, to) =>
      named('rename', path, to, () => rename(tree, absolute(path), absolute(to))),
    watch: watchPath as FileSystemAPI['watch'],
  };
}

type EncodingOptions = string | { encoding?: string | null } | null;
type ReaddirOptions =
  { encoding?: BufferEncoding | null; withFileTypes?: boolean } | BufferEncoding | null;

function encodingOf(options: EncodingOptions | undefined): string | undefined {
  return (typeof options === 'string' ? options : options?.encoding) ?? undefined;
}

function readdirOptions(options: ReaddirOptions | undefined) {
  const settings = typeof options === 'object' ? options : { encoding: options };
  return { encoding: settings?.encoding as string | null | undefined, ...fileTypes(settings) };
}
const fileTypes = (settings: { withFileTypes?: boolean } | null | undefined) => ({
  withFileTypes: settings?.withFileTypes ?? false,
});

const isUtf8 = (encoding: string | null | undefined): boolean =>
  encoding === undefined || encoding === null || /^utf-?8$/i.test(encoding);

const decodeName = (name: string, encoding: string): string | Uint8Array =>
  encoding === 'buffer' ? encodeUtf8(name) : decodeBytes(encodeUtf8(name), encoding);

const dirEnt = <T>(name: T, inode: Inode): DirEnt<T> => ({
  name,
  isFile: () => inode.kind === 'file',
  isDirectory: () => inode.kind === 'directory',
});
