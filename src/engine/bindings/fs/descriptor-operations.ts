/** The functions that work on file descriptors. */
import { encodeString } from '../../bytes/encodings.ts';
import { bytesOf, section } from '../../bytes/view.ts';
import { changeMode, changeOwner, changeTimes } from '../../fs/attributes.ts';
import { readOpenFile, truncateOpenFile, writeOpenFile, type OpenFile } from '../../fs/files.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { closeDescriptor, openFileOf } from './descriptors.ts';
import type { Operation } from './request.ts';
import { utimeMilliseconds } from './stat-values.ts';

/** A number or a bigint; anything else, and what is negative, means the file's own position. */
type Position = number | bigint | null | undefined;
const offsetOf = (position: Position): number => {
  if (typeof position === 'number') return position;
  return typeof position === 'bigint' ? Number(position) : -1;
};

function slice(buffer: ArrayBufferView, offset: number, length: number): Uint8Array {
  const bytes = bytesOf(buffer);
  return offset === 0 && length === bytes.length ? bytes : section(bytes, offset, offset + length);
}

function read(
  fd: number,
  buffer: ArrayBufferView,
  offset: number,
  length: number,
  position: Position,
): number {
  return readOpenFile(openFileOf(fd), slice(buffer, offset, length), offsetOf(position));
}

/** Reads or writes buffers one after another; stops where one is not used up. */
function each(
  fd: number,
  buffers: ArrayBufferView[],
  position: Position,
  transfer: (file: OpenFile, bytes: Uint8Array, position: number) => number,
): number {
  const file = openFileOf(fd);
  const start = offsetOf(position);
  let total = 0;
  for (const buffer of buffers) {
    const bytes = bytesOf(buffer);
    const length = transfer(file, bytes, start < 0 ? -1 : start + total);
    total += length;
    if (length < bytes.length) break;
  }
  return total;
}

const write = (file: OpenFile, bytes: Uint8Array, position: number): number =>
  writeOpenFile(fileTree, file, bytes, position);

function writeBuffer(
  fd: number,
  buffer: ArrayBufferView,
  offset: number | null | undefined,
  length: number | null | undefined,
  position: Position,
): number {
  const from = offset ?? 0;
  const bytes = slice(buffer, from, length ?? buffer.byteLength - from);
  return write(openFileOf(fd), bytes, offsetOf(position));
}

const writeString = (fd: number, text: string, position: Position, encoding: unknown): number =>
  write(openFileOf(fd), encodeString(String(text), encoding), offsetOf(position));

/** Nothing is buffered below the tree: only the descriptor is checked. */
const sync = (fd: number): void => void openFileOf(fd);

export const descriptorOperations: Record<string, Operation> = {
  close: { syscall: 'close', request: 1, run: closeDescriptor },
  read: { syscall: 'read', request: 5, run: read },
  readBuffers: {
    syscall: 'read',
    request: 3,
    run: (fd: number, buffers: ArrayBufferView[], position: Position) =>
      each(fd, buffers, position, readOpenFile),
  },
  writeBuffer: { syscall: 'write', request: 5, context: true, run: writeBuffer },
  writeBuffers: {
    syscall: 'write',
    request: 3,
    run: (fd: number, buffers: ArrayBufferView[], position: Position) =>
      each(fd, buffers, position, write),
  },
  writeString: { syscall: 'write', request: 4, context: true, run: writeString },
  fsync: { syscall: 'fsync', request: 1, run: sync },
  fdatasync: { syscall: 'fdatasync', request: 1, run: sync },
  ftruncate: {
    syscall: 'ftruncate',
    request: 2,
    run: (fd: number, size: number | null | undefined) =>
      truncateOpenFile(fileTree, openFileOf(fd), size ?? 0),
  },
  fchmod: {
    syscall: 'fchmod',
    request: 2,
    run: (fd: number, mode: number) => changeMode(fileTree, openFileOf(fd).inode, mode),
  },
  fchown: {
    syscall: 'fchown',
    request: 3,
    run: (fd: number, uid: number, gid: number) =>
      changeOwner(fileTree, openFileOf(fd).inode, uid, gid),
  },
  futimes: {
    syscall: 'futime',
    request: 3,
    run: (fd: number, atime: number, mtime: number) =>
      changeTimes(
        fileTree,
        openFileOf(fd).inode,
        utimeMilliseconds(atime),
        utimeMilliseconds(mtime),
      ),
  },
};
