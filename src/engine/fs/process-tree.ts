/** The file system of the process that this worker runs. The only file here that knows the process. */
import { runtime } from '../core/runtime.ts';
import { addDevice, addDevices, deviceNumber } from './devices.ts';
import { makeDirectory } from './directories.ts';
import { FileTree } from './file-tree.ts';
import { DeviceInode, type Device } from './inode.ts';
import { find } from './walk.ts';

export const fileTree = new FileTree();
addDevices(fileTree);
makeDirectory(fileTree, '/tmp', 0o1777);

/** Reads from the process's standard input; 0 is the end of file. To be replaced by who has input. */
export const standardInput = { read: (_target: Uint8Array): number => 0 };

const TERMINAL = 136;
const output = (fd: 1 | 2): Device => ({
  rdev: deviceNumber(TERMINAL, 0),
  read: () => 0,
  // A copy: the program may reuse its buffer before the host has it.
  write: (bytes) => runtime.write(fd, new Uint8Array(bytes)),
});
const standardDevices: Device[] = [
  {
    rdev: deviceNumber(TERMINAL, 0),
    read: (target) => standardInput.read(target),
    write: () => {},
  },
  output(1),
  output(2),
];
const NAMES = ['stdin', 'stdout', 'stderr'];

/** The inodes behind file descriptors 0, 1 and 2, which are `/dev/stdin` and so on, too. */
export const standardStreams: readonly DeviceInode[] = standardDevices.map((device, fd) =>
  addDevice(fileTree, `/dev/${NAMES[fd]}`, device),
);

/** The path as the tree takes it: relative ones start at the working directory. */
export function fromCwd(path: string): string {
  if (path === '' || path.charCodeAt(0) === 47) return path;
  return runtime.cwd === '/' ? `/${path}` : `${runtime.cwd}/${path}`;
}

/** Absolute and free of `.`, `..` and, where the path exists, of symbolic links. */
export function absolutePath(path: string): string {
  const from = fromCwd(path);
  const inode = find(fileTree, from);
  const real = typeof inode === 'string' ? undefined : fileTree.pathOf(inode);
  if (real !== undefined) return real;
  const parts: string[] = [];
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const pathExists = (path: string): boolean =>
  typeof find(fileTree, fromCwd(path)) !== 'string';

export function isDirectory(path: string): boolean {
  const inode = find(fileTree, fromCwd(path));
  return typeof inode !== 'string' && inode.kind === 'directory';
}

/** The file's content as text, or `undefined` where there is no file. */
export function readText(path: string): string | undefined {
  const inode = find(fileTree, fromCwd(path));
  return typeof inode !== 'string' && inode.kind === 'file' ? inode.content.text() : undefined;
}
