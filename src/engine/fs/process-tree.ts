/** The file system of the process that this worker runs. */
import { runtime } from '../core/runtime.ts';
import { addCommands } from '../programs.ts';
import { addDevice, addDevices, deviceNumber } from './devices.ts';
import { FileTree } from './file-tree.ts';
import { type DeviceInode, type Device } from './inode.ts';

export const fileTree = new FileTree();
addDevices(fileTree);
addCommands(fileTree);

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
