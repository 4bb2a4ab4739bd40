/** Descriptors that a process was started with and that refer to files. */
import { runtime } from '../../core/runtime.ts';
import { O_APPEND, O_RDWR } from '../../fs/constants.ts';
import { find } from '../../fs/walk.ts';
import { openFile, writeOpenFile } from '../../fs/files.ts';
import { fileTree } from '../../fs/process-tree.ts';
import type { StdioTarget } from '../../process-messages.ts';
import { descriptorFile, setDescriptor } from './descriptors.ts';

export function openStandardFiles(stdio: readonly StdioTarget[]): void {
  for (const [fd, target] of stdio.entries()) {
    if (target.type === 'null') setDescriptor(fd, openFile(fileTree, '/dev/null', O_RDWR));
    else if (target.type === 'file') {
      const { path, position } = target;
      const inode = find(fileTree, path);
      if (typeof inode === 'string') continue;
      // Parent and child share one offset, which only appending can keep across processes.
      const flags = fd === 0 ? target.flags : target.flags | O_APPEND;
      setDescriptor(fd, { inode, flags, position });
    } else if (fd > 2) setDescriptor(fd, undefined);
  }
}

/** Writes to a standard stream that is a file, for instance what an uncaught error says. */
export function writeToDescriptor(fd: number, data: string | Uint8Array): void {
  const file = descriptorFile(fd);
  if (!file || file.inode.kind !== 'file') return;
  const bytes = typeof data === 'string' ? runtime.Buffer.from(data) : data;
  writeOpenFile(fileTree, file, bytes, -1);
}
