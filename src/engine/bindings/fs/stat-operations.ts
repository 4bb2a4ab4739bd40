/** `stat`, `lstat` and `fstat`. Synchronous calls share one array, which the library reads at once. */
import type { Any } from '../../core/node-data.ts';
import type { FsError } from '../../fs/errors.ts';
import type { Inode } from '../../fs/inode.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { resolve } from '../../fs/walk.ts';
import { openFileOf } from './descriptors.ts';
import { treePath, type PathArgument } from './names.ts';
import { validateDescriptor, type Operation } from './request.ts';
import { fillStat, newStatArray, type StatArray } from './stat-values.ts';

export function statOperations(shared: {
  numbers: StatArray;
  bigints: StatArray;
}): Record<string, Operation> {
  const finish = (inode: Inode, [, bigint]: Any[], sync: boolean): StatArray => {
    if (!sync) return fillStat(newStatArray(bigint), inode);
    return fillStat(bigint ? shared.bigints : shared.numbers, inode);
  };
  /** `throwIfNoEntry: false` comes after the request. */
  const ignoresMissing = (error: FsError, args: Any[]): boolean =>
    args[3] === false && error.code === 'ENOENT';

  return {
    stat: {
      syscall: 'stat',
      request: 2,
      paths: 1,
      finish,
      ignores: (error, args, sync) =>
        ignoresMissing(error, args) || (sync && args[3] === false && error.code === 'ENOTDIR'),
      run: (path: PathArgument) => resolve(fileTree, treePath(path)),
    },
    lstat: {
      syscall: 'lstat',
      request: 2,
      paths: 1,
      finish,
      ignores: ignoresMissing,
      run: (path: PathArgument) => resolve(fileTree, treePath(path), false),
    },
    fstat: {
      syscall: 'fstat',
      request: 2,
      validate: validateDescriptor,
      finish,
      run: (fd: number) => openFileOf(fd).inode,
    },
  };
}
