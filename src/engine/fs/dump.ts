/** A tree as plain data, for comparing two trees. */
import { sortedEntries } from './directories.ts';
import type { FileTree } from './file-tree.ts';
import type { DirectoryInode, Inode } from './inode.ts';

export interface DumpedInode {
  path: string;
  mode: number;
  nlink: number;
  owner: string;
  times: { atime: number; mtime: number; ctime: number; birthtime: number };
  /** Text of a file, target of a link, path of the first name of a file that has several. */
  content?: string;
  sameAs?: string;
}

/** Every inode of the tree, devices excepted, in path order. Inode numbers are left out. */
export function dumpTree(tree: FileTree): DumpedInode[] {
  const dumped: DumpedInode[] = [];
  const seen = new Map<Inode, string>();
  const visit = (path: string, inode: Inode): void => {
    if (inode.kind === 'device') return;
    const { mode, nlink, uid, gid, atime, mtime, ctime, birthtime } = inode;
    const times = { atime, mtime, ctime, birthtime };
    const entry: DumpedInode = { path, mode, nlink, owner: `${uid}:${gid}`, times };
    dumped.push(entry);
    const first = seen.get(inode);
    if (first !== undefined) {
      entry.sameAs = first;
      return;
    }
    seen.set(inode, path);
    if (inode.kind === 'file') entry.content = inode.content.text();
    else if (inode.kind === 'symlink') entry.content = inode.target;
    else if (inode.kind === 'directory') visitEntries(path, inode);
  };
  const visitEntries = (path: string, directory: DirectoryInode): void => {
    for (const [name, inode] of sortedEntries(directory)) {
      visit(path === '/' ? `/${name}` : `${path}/${name}`, inode);
    }
  };
  visit('/', tree.root);
  return dumped;
}
