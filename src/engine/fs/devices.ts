/** `/dev`: the devices that programs expect to find. */
import { makeDirectories } from './directories.ts';
import { DeviceInode, type Device } from './inode.ts';
import type { FileTree } from './file-tree.ts';
import { locate } from './walk.ts';

/** `makedev(major, minor)` of Linux, for small numbers. */
export const deviceNumber = (major: number, minor: number): number => (major << 8) | minor;

const MEMORY = 1;
const discard = (): void => {};
/** Captured at load: Node's bootstrap replaces the global. */
const { crypto } = globalThis;

function fillRandomly(target: Uint8Array): number {
  // `getRandomValues` serves 65,536 bytes at once and no shared memory.
  const chunk = new Uint8Array(Math.min(target.length, 65536));
  for (let at = 0; at < target.length; at += chunk.length) {
    crypto.getRandomValues(chunk);
    target.set(chunk.subarray(0, target.length - at), at);
  }
  return target.length;
}

const zero = (target: Uint8Array): number => {
  target.fill(0);
  return target.length;
};

const devices: Record<string, Device> = {
  null: { rdev: deviceNumber(MEMORY, 3), read: () => 0, write: discard },
  zero: { rdev: deviceNumber(MEMORY, 5), read: zero, write: discard },
  random: { rdev: deviceNumber(MEMORY, 8), read: fillRandomly, write: discard },
  urandom: { rdev: deviceNumber(MEMORY, 9), read: fillRandomly, write: discard },
};

/** Puts a device into the tree. It is no part of the journal, nor of snapshots. */
export function addDevice(tree: FileTree, path: string, device: Device): DeviceInode {
  const { parent, name } = locate(tree, path);
  const inode = new DeviceInode(tree.nextIno(), 0o666, tree.now(), device);
  tree.attach(parent, name, inode);
  return inode;
}

export function addDevices(tree: FileTree): void {
  makeDirectories(tree, '/dev');
  for (const [name, device] of Object.entries(devices)) addDevice(tree, `/dev/${name}`, device);
}
