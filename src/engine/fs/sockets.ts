/** The files by which Unix domain sockets are found. */
import { fail } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { SocketInode } from './inode.ts';
import { locate } from './walk.ts';
import { notifyEntry } from './watch.ts';

/** As `bind(2)`; the umask is already taken out of `permissions`. @throws FsError EEXIST and others */
export function makeSocket(tree: FileTree, path: string, permissions: number): SocketInode {
  const { parent, name, inode } = locate(tree, path);
  if (inode !== undefined) fail('EEXIST');
  const time = tree.now();
  const mode = permissions & 0o7777;
  const socket = new SocketInode(tree.nextIno(), mode, time);
  tree.attach(parent, name, socket);
  parent.mtime = parent.ctime = time;
  if (tree.journalled) {
    tree.onChange!({ type: 'socket', path: tree.entryPath(parent, name), time, mode });
  }
  notifyEntry(tree, 'rename', parent, name);
  return socket;
}
