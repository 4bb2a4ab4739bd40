/** Copying a file. */
import { COPYFILE_EXCL } from './constants.ts';
import { fail } from './errors.ts';
import { createFile } from './files.ts';
import type { FileTree } from './file-tree.ts';
import { FileInode } from './inode.ts';
import { locate, resolve } from './walk.ts';
import { notifyChange } from './watch.ts';

/**
 * Copies content and mode, as `uv_fs_copyfile`; `flags` may have `COPYFILE_EXCL`. The bytes are
 * shared until one of the two files is written.
 *
 * @throws FsError ENOENT, EISDIR, EEXIST
 */
export function copyFile(tree: FileTree, path: string, to: string, flags = 0): void {
  const source = resolve(tree, path);
  const exclusive = (flags & COPYFILE_EXCL) !== 0;
  const place = exclusive ? locate(tree, to) : locate(tree, to, 'always');
  if (place.inode !== undefined && exclusive) fail('EEXIST');
  if (place.slash || place.inode?.kind === 'directory') fail('EISDIR');
  if (source.kind === 'directory') return fail('EISDIR');
  if (source.kind !== 'file') return fail('EINVAL');
  if (place.inode === source) return;
  // One time for all that a copy does: the journal has one record of it, with one time.
  const time = tree.now();
  const target = place.inode ?? createSilently(tree, place, source.mode, time);
  if (!(target instanceof FileInode)) return fail('EINVAL');
  target.content.copyFrom(source.content);
  target.mode = source.mode;
  target.mtime = target.ctime = time;
  if (tree.journalled) {
    const from = tree.pathOf(source);
    const toPath = tree.pathOf(target);
    if (from !== undefined && toPath !== undefined) {
      tree.onChange!({ type: 'copy', path: from, time, to: toPath });
    }
  }
  notifyChange(tree, target);
}

/** The journal gets one `copy` instead of a `create` and the writes. */
function createSilently(
  tree: FileTree,
  place: Parameters<typeof createFile>[1],
  mode: number,
  time: number,
): FileInode {
  let created: FileInode | undefined;
  tree.replay(time, () => {
    created = createFile(tree, place, mode);
  });
  return created!;
}
