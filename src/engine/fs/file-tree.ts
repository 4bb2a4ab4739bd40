/** The tree itself: its root, its clock, and who is told of changes. */
import type { FsChange } from './changes.ts';
import { DirectoryInode, type Inode, type Link } from './inode.ts';
import type { Watcher } from './watch.ts';

export class FileTree {
  readonly root: DirectoryInode;
  /**
   * Called for each change, in order, after it was made. Not called for changes that are replayed
   * by `applyChange`.
   */
  onChange: ((change: FsChange) => void) | undefined = undefined;
  readonly watchers = new Set<Watcher>();

  #lastIno = 0;
  #replayTime: number | undefined = undefined;

  constructor() {
    this.root = new DirectoryInode(this.nextIno(), 0o755, this.now());
  }

  nextIno(): number {
    return ++this.#lastIno;
  }

  /** Milliseconds since the epoch; while a change is replayed, the time at which it was made. */
  now(): number {
    return this.#replayTime ?? Date.now();
  }

  /** Whether changes have to be described at all. */
  get journalled(): boolean {
    return this.onChange !== undefined && this.#replayTime === undefined;
  }

  /** Runs `action` as the replay of a change made at `time`. */
  replay(time: number, action: () => void): void {
    const outer = this.#replayTime;
    this.#replayTime = time;
    try {
      action();
    } finally {
      this.#replayTime = outer;
    }
  }

  attach(parent: DirectoryInode, name: string, inode: Inode): void {
    parent.entries.set(name, inode);
    if (inode.parent === undefined) {
      inode.parent = parent;
      inode.name = name;
    } else {
      (inode.otherLinks ??= []).push({ parent, name });
    }
    if (inode.kind === 'directory') parent.nlink++;
  }

  detach(parent: DirectoryInode, name: string, inode: Inode): void {
    parent.entries.delete(name);
    if (inode.kind === 'directory') parent.nlink--;
    const others = inode.otherLinks;
    if (inode.parent === parent && inode.name === name) {
      const next = others?.pop();
      inode.parent = next?.parent;
      inode.name = next?.name ?? '';
    } else if (others !== undefined) {
      const index = others.findIndex((link) => link.parent === parent && link.name === name);
      if (index >= 0) others.splice(index, 1);
    }
    if (others?.length === 0) inode.otherLinks = undefined;
  }

  /** Gives the inode another of its names; which one is its first name stays. */
  move(from: Link, to: Link, inode: Inode): void {
    if (inode.parent === from.parent && inode.name === from.name) {
      from.parent.entries.delete(from.name);
      to.parent.entries.set(to.name, inode);
      inode.parent = to.parent;
      inode.name = to.name;
      if (inode.kind === 'directory') {
        from.parent.nlink--;
        to.parent.nlink++;
      }
    } else {
      this.detach(from.parent, from.name, inode);
      this.attach(to.parent, to.name, inode);
    }
  }

  /** Absolute path of an inode (one of them, if it has several), or `undefined` when it is removed. */
  pathOf(inode: Inode): string | undefined {
    if (inode === this.root) return '/';
    let path = '';
    for (let at: Inode = inode; at !== this.root; at = at.parent) {
      if (at.parent === undefined) return undefined;
      path = `/${at.name}${path}`;
    }
    return path;
  }

  /** Absolute path of an entry of a directory that is in the tree. */
  entryPath(parent: DirectoryInode, name: string): string {
    return parent === this.root ? `/${name}` : `${this.pathOf(parent)}/${name}`;
  }
}
