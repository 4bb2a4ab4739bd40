/** The process's file descriptors. */
import { FsError } from '../../fs/errors.ts';
import type { OpenFile } from '../../fs/files.ts';
import { O_WRONLY } from '../../fs/constants.ts';
import { stdioTarget } from '../../net/stdio.ts';
import { standardStreams } from '../../fs/process-tree.ts';

/** Native Node has its own files and pipes below this. */
const FIRST = 20;
/** `ulimit -n` of most systems: a program that leaks descriptors must find out. */
const LIMIT = 1024 * 1024;

const table: (OpenFile | undefined)[] = standardStreams.map((inode, fd) => ({
  inode,
  flags: fd === 0 ? 0 : O_WRONLY,
  position: 0,
}));
/** No descriptor below this is free. */
let lowest = FIRST;

/** Makes a descriptor that the process was started with refer to a file. */
export function setDescriptor(fd: number, file: OpenFile | undefined): void {
  table[fd] = file;
}

/** The open file behind a descriptor, if it is one. */
export const descriptorFile = (fd: number): OpenFile | undefined => table[fd];

/** Gives the file the lowest descriptor that is free. @throws FsError EMFILE */
export function addDescriptor(file: OpenFile): number {
  while (table[lowest] !== undefined || stdioTarget(lowest)) lowest++;
  if (lowest >= LIMIT) throw new FsError('EMFILE');
  table[lowest] = file;
  return lowest++;
}

/** @throws FsError EBADF */
export function openFileOf(fd: number): OpenFile {
  const file = table[fd];
  if (file === undefined) throw new FsError('EBADF');
  return file;
}

/** @throws FsError EBADF */
export function closeDescriptor(fd: number): void {
  if (table[fd] === undefined) throw new FsError('EBADF');
  table[fd] = undefined;
  if (fd >= FIRST && fd < lowest) lowest = fd;
}
