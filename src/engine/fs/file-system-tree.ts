/** Conversion from and to the WebContainer API's `FileSystemTree`. */
import type { FileSystemTree } from '@webcontainer/api';
import { makeDirectories, sortedEntries } from './directories.ts';
import { FileTree } from './file-tree.ts';
import { writeFile } from './files.ts';
import type { DirectoryInode } from './inode.ts';
import { symlink } from './links.ts';
import { removeTree } from './remove.ts';
import { utf8SliceStrict } from '../bytes/utf8.ts';
import { lookup, resolveDirectory } from './walk.ts';

/**
 * Puts the files below `root` of a tree (a new one unless given), replacing files that are there and
 * merging directories. These are ordinary changes: the tree's journal learns of them.
 *
 * @throws FsError when a file is where a directory must be, or the reverse
 */
export function treeFromFileSystemTree(
  source: FileSystemTree,
  tree = new FileTree(),
  root = '/',
): FileTree {
  const base = root === '/' ? '' : root.replace(/\/$/, '');
  makeDirectories(tree, base || '/');
  for (const [name, node] of Object.entries(source)) {
    const path = `${base}/${name}`;
    if ('directory' in node) {
      treeFromFileSystemTree(node.directory, tree, path);
    } else if ('symlink' in node.file) {
      if (lookup(tree, path, false) !== undefined) removeTree(tree, path);
      symlink(tree, node.file.symlink, path);
    } else {
      writeFile(tree, path, node.file.contents);
    }
  }
  return tree;
}

/**
 * The files below `root`. Contents that are valid UTF-8 become strings, others bytes. Devices are
 * left out, and so is what `keep` refuses.
 */
export function toFileSystemTree(
  tree: FileTree,
  root = '/',
  keep: (path: string) => boolean = () => true,
): FileSystemTree {
  return convert(resolveDirectory(tree, root), root === '/' ? '' : root.replace(/\/$/, ''), keep);
}

function convert(
  directory: DirectoryInode,
  base: string,
  keep: (path: string) => boolean,
): FileSystemTree {
  const result: FileSystemTree = {};
  for (const [name, inode] of sortedEntries(directory)) {
    const path = `${base}/${name}`;
    if (!keep(path)) continue;
    if (inode.kind === 'directory') {
      result[name] = { directory: convert(inode, path, keep) };
    } else if (inode.kind === 'symlink') {
      result[name] = { file: { symlink: inode.target } };
    } else if (inode.kind === 'file') {
      const bytes = inode.content.bytes();
      result[name] = { file: { contents: utf8SliceStrict(bytes) ?? bytes.slice() } };
    }
  }
  return result;
}
