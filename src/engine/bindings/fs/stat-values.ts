/** `struct stat` as the arrays that `lib/internal/fs/utils.js` reads. */
import type { Inode } from '../../fs/inode.ts';

/** `kFsStatsFieldsNumber` */
export const STAT_FIELDS = 18;
const BLOCK_SIZE = 4096;
const DEVICE = 1;

export type StatArray = Float64Array | BigInt64Array;

/** The whole seconds of a time in milliseconds, and its nanoseconds. */
const seconds = (ms: number): number => Math.floor(ms / 1000);
const nanoseconds = (ms: number): number => Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6);

function fields(inode: Inode): number[] {
  const { size, atime, mtime, ctime, birthtime } = inode;
  return [
    DEVICE,
    inode.mode,
    inode.nlink,
    inode.uid,
    inode.gid,
    inode.kind === 'device' ? inode.device.rdev : 0,
    BLOCK_SIZE,
    inode.ino,
    size,
    Math.ceil(size / 512),
    seconds(atime),
    nanoseconds(atime),
    seconds(mtime),
    nanoseconds(mtime),
    seconds(ctime),
    nanoseconds(ctime),
    seconds(birthtime),
    nanoseconds(birthtime),
  ];
}

/** Writes the fields at `offset`; without an inode, zeros. */
export function fillStat(target: StatArray, inode: Inode | undefined, offset = 0): StatArray {
  if (inode === undefined) {
    if (target instanceof Float64Array) target.fill(0, offset, offset + STAT_FIELDS);
    else target.fill(0n, offset, offset + STAT_FIELDS);
  } else if (target instanceof Float64Array) {
    target.set(fields(inode), offset);
  } else {
    target.set(fields(inode).map(BigInt), offset);
  }
  return target;
}

export const newStatArray = (bigint: boolean, length = STAT_FIELDS): StatArray =>
  bigint ? new BigInt64Array(length) : new Float64Array(length);

/**
 * libuv's conversion of seconds to a `timespec`, cut off after nanoseconds, in milliseconds.
 * See `uv__fs_to_timespec`.
 */
export function utimeMilliseconds(time: number): number {
  const whole = Math.floor(time);
  return whole * 1000 + Math.trunc((time - whole) * 1e9) / 1e6;
}
