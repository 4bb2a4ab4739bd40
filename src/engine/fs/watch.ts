/** Watching a file or a directory, with the events that inotify and libuv would report. */
import type { FileTree } from './file-tree.ts';
import type { DirectoryInode, Inode } from './inode.ts';
import { locate, resolve } from './walk.ts';

export type WatchEvent = 'rename' | 'change';
/** `filename` is relative to the watched directory, or the watched file's own name. */
export type WatchListener = (event: WatchEvent, filename: string) => void;

export interface Watcher {
  inode: Inode;
  /** Last component of the path that is watched, for events of the inode itself. */
  name: string;
  recursive: boolean;
  listener: WatchListener;
}

/**
 * Calls the listener, synchronously, for each change of the file or of the directory's entries;
 * with `recursive`, of everything below it too. Returns what ends the watch.
 *
 * @throws FsError when there is nothing at the path.
 */
export function watch(
  tree: FileTree,
  path: string,
  options: { recursive?: boolean | undefined },
  listener: WatchListener,
): () => void {
  const inode = resolve(tree, path);
  const name = path.replace(/\/+$/, '').split('/').at(-1) || locate(tree, path, 'always').name;
  const watcher = { inode, name, recursive: options.recursive ?? false, listener };
  tree.watchers.add(watcher);
  return () => void tree.watchers.delete(watcher);
}

/** Reports an event of the entry `name` in `parent`. */
export function notifyEntry(
  tree: FileTree,
  event: WatchEvent,
  parent: DirectoryInode,
  name: string,
): void {
  if (tree.watchers.size === 0) return;
  for (const watcher of [...tree.watchers]) {
    const filename = relativeName(watcher, parent, name);
    if (filename !== undefined) watcher.listener(event, filename);
  }
}

/** Reports an event to those who watch the inode itself. */
export function notifySelf(tree: FileTree, event: WatchEvent, inode: Inode): void {
  if (tree.watchers.size === 0) return;
  for (const watcher of [...tree.watchers]) {
    if (watcher.inode === inode) watcher.listener(event, watcher.name);
  }
}

/** Reports a change of the inode to those who watch it and to those who watch its directory. */
export function notifyChange(tree: FileTree, inode: Inode): void {
  if (tree.watchers.size === 0) return;
  if (inode.parent !== undefined) notifyEntry(tree, 'change', inode.parent, inode.name);
  // libuv reports whatever concerns a watched directory itself as a rename.
  notifySelf(tree, inode.kind === 'directory' ? 'rename' : 'change', inode);
}

function relativeName(watcher: Watcher, parent: DirectoryInode, name: string): string | undefined {
  if (watcher.inode === parent) return name;
  if (!watcher.recursive) return undefined;
  let relative = name;
  for (let at: DirectoryInode | undefined = parent; at !== undefined; at = at.parent) {
    if (at === watcher.inode) return relative;
    relative = `${at.name}/${relative}`;
  }
  return undefined;
}
