/** Removing a file or a directory with all that is in it. */
import { removeEntry } from './directories.ts';
import { fail } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import type { DirectoryInode, Inode } from './inode.ts';
import { locate } from './walk.ts';

/** Removes what is at the path, children first; a symbolic link is removed, not followed. */
export function removeTree(tree: FileTree, path: string): void {
  const { parent, name, inode, slash } = locate(tree, path);
  if (inode === undefined) return fail('ENOENT');
  if (slash && inode.kind !== 'directory') fail('ENOTDIR');
  if (inode === tree.root) fail('EBUSY');
  if (name === '.' || name === '..') fail('EINVAL');
  removeAll(tree, parent, name, inode);
}

function removeAll(tree: FileTree, parent: DirectoryInode, name: string, inode: Inode): void {
  if (inode.kind === 'directory') {
    for (const [child, childInode] of [...inode.entries]) removeAll(tree, inode, child, childInode);
  }
  removeEntry(tree, parent, name, inode);
}
