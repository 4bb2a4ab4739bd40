/** Files that are served out of a package layer and produced only when they are read. */
import { FileContent, type Lazy } from './file-content.ts';
import { DirectoryInode, FileInode } from './inode.ts';
import type { FileTree } from './file-tree.ts';
import { lookup, resolveDirectory } from './walk.ts';

/**
 * Contents by path, relative to where they are mounted: a function for text, or a `Lazy`, whose
 * `size` lets `stat` answer without producing the text.
 */
export type LazyFiles =
  ReadonlyMap<string, (() => string) | Lazy> | Readonly<Record<string, (() => string) | Lazy>>;

/**
 * Adds files below `root`, making the directories they need and replacing what is there. It is no
 * change for the journal: everyone mounts the same layers. Times are 0 so that they are the same in
 * every process.
 *
 * @throws FsError ENOTDIR when a file is where a directory must be
 */
export function mountLazy(tree: FileTree, root: string, files: LazyFiles): void {
  const entries: Iterable<[string, (() => string) | Lazy]> =
    files instanceof Map ? files.entries() : Object.entries(files);
  const base = root === '/' ? '' : root.replace(/\/$/, '');
  tree.replay(0, () => {
    const directories = new Map<string, DirectoryInode>([['', tree.root]]);
    for (const [path, source] of entries) {
      const absolute = path.startsWith('/') ? `${base}${path}` : `${base}/${path}`;
      const at = absolute.lastIndexOf('/');
      const directory = ensureDirectory(tree, absolute.slice(0, at), directories);
      const content = new FileContent(typeof source === 'function' ? { text: source } : source);
      content.origin = absolute;
      const name = absolute.slice(at + 1);
      const replaced = directory.entries.get(name);
      if (replaced !== undefined) tree.detach(directory, name, replaced);
      tree.attach(directory, name, new FileInode(tree.nextIno(), 0o644, 0, content));
    }
  });
}

/** `makeDirectories` without its exceptions, which would take most of the time of a mount. */
function ensureDirectory(
  tree: FileTree,
  path: string,
  known: Map<string, DirectoryInode>,
): DirectoryInode {
  const cached = known.get(path);
  if (cached !== undefined) return cached;
  const at = path.lastIndexOf('/');
  const parent = ensureDirectory(tree, path.slice(0, at), known);
  const name = path.slice(at + 1);
  const found = parent.entries.get(name);
  let directory: DirectoryInode;
  if (found === undefined) {
    directory = new DirectoryInode(tree.nextIno(), 0o755, tree.now());
    tree.attach(parent, name, directory);
  } else {
    directory = found.kind === 'directory' ? found : resolveDirectory(tree, path);
  }
  known.set(path, directory);
  return directory;
}

/** Whether the path still holds, unmodified, the file that a layer mounted there. */
export function isPristine(tree: FileTree, path: string): boolean {
  const inode = lookup(tree, path);
  return inode?.kind === 'file' && inode.content.origin === path;
}

/**
 * Counts the modifications of the file's content since it was made, or `undefined` where there is no
 * file. Together with the inode number it tells whether a file is still the one that was read.
 */
export function contentVersion(
  tree: FileTree,
  path: string,
): { ino: number; version: number } | undefined {
  const inode = lookup(tree, path);
  return inode?.kind === 'file' ? { ino: inode.ino, version: inode.content.version } : undefined;
}
