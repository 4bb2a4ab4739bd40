/** Tells the host of changes in the file system, in batches that never trail what they belong to. */
import { browser } from '../core/browser.ts';
import type { FsChange } from '../fs/changes.ts';
import type { FileTree } from '../fs/file-tree.ts';

let pending: FsChange[] = [];

export const journal = {
  start(tree: FileTree): void {
    tree.onChange = (change) => {
      // After the callback that made it; `flush` may come earlier, with a response or the exit.
      if (pending.push(change) === 1) browser.queueMicrotask(journal.flush);
    };
  },
  /** Posts what has changed. Called before any message, since a host may kill after the next one. */
  flush(): void {
    if (pending.length === 0) return;
    const changes = pending;
    pending = [];
    browser.postMessage({ type: 'fs', changes });
  },
};
