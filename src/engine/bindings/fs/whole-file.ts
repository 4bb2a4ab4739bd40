/** The fast paths for whole files and for questions about paths. */
import { encodeUtf8 } from '../../bytes/utf8.ts';
import { bytesOf } from '../../bytes/view.ts';
import { runtime } from '../../core/runtime.ts';
import { O_ACCMODE, O_WRONLY } from '../../fs/constants.ts';
import { fail } from '../../fs/errors.ts';
import { openFile, writeOpenFile, type OpenFile } from '../../fs/files.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { find } from '../../fs/walk.ts';
import { openFileOf } from './descriptors.ts';
import { syncError, uvErrno } from './errors.ts';
import { pathText, treePath, type PathArgument } from './names.ts';

/** Reads to the end of the file from a descriptor's position, or all of a path's file. */
export function readFileUtf8(target: PathArgument | number, flags: number): string {
  let file: OpenFile;
  try {
    file =
      typeof target === 'number'
        ? openFileOf(target)
        : openFile(fileTree, treePath(target), flags, 0o666 & ~runtime.umask);
  } catch (error) {
    if (typeof target === 'number') throw syncError(error, readFileUtf8, 'read');
    throw syncError(error, readFileUtf8, 'open', pathText(target));
  }
  try {
    return readToEnd(file);
  } catch (error) {
    throw syncError(error, readFileUtf8, 'read');
  }
}

function readToEnd(file: OpenFile): string {
  const { inode } = file;
  if ((file.flags & O_ACCMODE) === O_WRONLY) fail('EBADF');
  if (inode.kind === 'directory') return fail('EISDIR');
  if (inode.kind === 'file') {
    const { content } = inode;
    const from = file.position;
    file.position = Math.max(from, content.size);
    return from === 0
      ? content.text()
      : runtime.Buffer.from(content.bytes().subarray(from)).toString();
  }
  if (inode.kind !== 'device') return fail('EINVAL');
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = new Uint8Array(65536);
    const length = inode.device.read(chunk);
    if (length === 0) return runtime.Buffer.concat(chunks).toString();
    chunks.push(chunk.subarray(0, length));
  }
}

export function writeFileUtf8(
  target: PathArgument | number,
  data: string | ArrayBufferView,
  flags: number,
  mode: number,
): void {
  let file: OpenFile;
  try {
    file =
      typeof target === 'number'
        ? openFileOf(target)
        : openFile(fileTree, treePath(target), flags, mode & ~runtime.umask);
  } catch (error) {
    if (typeof target === 'number') throw syncError(error, writeFileUtf8, 'write');
    throw syncError(error, writeFileUtf8, 'open', pathText(target));
  }
  try {
    writeOpenFile(fileTree, file, typeof data === 'string' ? encodeUtf8(data) : bytesOf(data), -1);
  } catch (error) {
    throw syncError(error, writeFileUtf8, 'write');
  }
}

export const existsSync = (path: PathArgument): boolean =>
  typeof find(fileTree, treePath(path)) !== 'string';

/** 0 for a file, 1 for a directory, else the error number. The module loader's most frequent call. */
export function internalModuleStat(path: string): number {
  const found = find(fileTree, treePath(path));
  if (typeof found === 'string') return uvErrno(found);
  return found.kind === 'directory' ? 1 : 0;
}

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** 1 when the file starts as WebAssembly does, else 0: JavaScript. */
export function getFormatOfExtensionlessFile(path: string): 0 | 1 {
  const found = find(fileTree, treePath(path));
  if (typeof found === 'string' || found.kind !== 'file') return 0;
  const start = new Uint8Array(WASM_MAGIC.length);
  found.content.read(start, 0);
  return WASM_MAGIC.every((byte, at) => start[at] === byte) ? 1 : 0;
}
