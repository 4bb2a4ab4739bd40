/** Questions about the process's files, for bindings other than `fs`. Paths may be relative. */
import { runtime } from '../core/runtime.ts';
import { fileTree } from './process-tree.ts';
import { lookup } from './walk.ts';

/** `.` and `..` resolved, as `path.posix.resolve` does. */
export function absolutePath(path: string): string {
  const segments: string[] = [];
  for (const segment of (path.startsWith('/') ? path : `${runtime.cwd}/${path}`).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

export const pathExists = (path: string): boolean =>
  lookup(fileTree, absolutePath(path)) !== undefined;

export const isDirectory = (path: string): boolean =>
  lookup(fileTree, absolutePath(path))?.kind === 'directory';

/** A file's text, or `undefined` when there is no such file. */
export function readText(path: string): string | undefined {
  const inode = lookup(fileTree, absolutePath(path));
  return inode?.kind === 'file' ? inode.content.text() : undefined;
}
