/** `fs.rmSync`, whose recursion is native. */
import { nativeError } from '../../bytes/native-error.ts';
import { browser } from '../../core/browser.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { removeTree } from '../../fs/remove.ts';
import { find } from '../../fs/walk.ts';
import { hideFrames, syncError } from './errors.ts';
import { pathText, treePath, type PathArgument } from './names.ts';

/** What is missing is no error here: the library has checked unless `force` is set. */
export function rmSync(path: PathArgument, _maxRetries: number, recursive: boolean): void {
  const target = treePath(path);
  const found = find(fileTree, target, false);
  if (typeof found === 'string') return;
  if (found.kind === 'directory' && !recursive) {
    const message = `Path is a directory: ${pathText(path)}`;
    throw hideFrames(nativeError(browser.Error, 'ERR_FS_EISDIR', message), rmSync);
  }
  try {
    removeTree(fileTree, target.replace(/(?<=[^/])\/+$/, ''));
  } catch (error) {
    throw syncError(error, rmSync, 'rm', pathText(path));
  }
}
