/** `fs.watchFile`: compares `stat` results at an interval, as `uv_fs_poll`. */
import { browser } from '../../core/browser.ts';
import { makeCallback } from '../../core/callbacks.ts';
import { HandleWrap } from '../../core/handle-wrap.ts';
import { queueIo } from '../../core/loop.ts';
import type { Any } from '../../core/node-data.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { find } from '../../fs/walk.ts';
import { uvErrno } from './errors.ts';
import { treePath, type PathArgument } from './names.ts';
import { fillStat, newStatArray, STAT_FIELDS, type StatArray } from './stat-values.ts';

/** The access time is left out, as libuv leaves it out. */
const ATIME_FIELDS = new Set([10, 11]);

export class StatWatcher extends HandleWrap {
  readonly #bigint: boolean;
  #path = '';
  #interval = 0;
  #timer = 0;
  #previous: StatArray;
  /** 0 before the first poll, 1 after one that found the file, else the error that it gave. */
  #state = 0;

  constructor(bigint: boolean) {
    super();
    this.#bigint = bigint;
    this.#previous = newStatArray(bigint);
  }

  /** Returns 0: libuv reports a missing file through the callback. */
  start(path: PathArgument, interval: number): number {
    this.#path = treePath(path);
    this.#interval = Math.max(1, interval);
    this.activate();
    this.#poll();
    return 0;
  }

  #poll(): void {
    const found = find(fileTree, this.#path);
    if (typeof found === 'string') {
      const errno = uvErrno(found);
      if (this.#state !== errno) {
        this.#report(errno, newStatArray(this.#bigint), this.#previous);
        this.#state = errno;
      }
    } else {
      const current = fillStat(newStatArray(this.#bigint), found);
      if (this.#state < 0 || (this.#state === 1 && this.#differs(current))) {
        this.#report(0, current, this.#previous);
      }
      this.#previous = current;
      this.#state = 1;
    }
    this.#timer = browser.setTimeout(() => queueIo(() => this.#next()), this.#interval);
  }

  #next(): void {
    if (!this.isClosing) this.#poll();
  }

  #differs(current: StatArray): boolean {
    return current.some((value, field) => {
      return !ATIME_FIELDS.has(field) && value !== this.#previous[field];
    });
  }

  #report(status: number, current: StatArray, previous: StatArray): void {
    const both = newStatArray(this.#bigint, STAT_FIELDS * 2) as Any;
    both.set(current);
    both.set(previous, STAT_FIELDS);
    queueIo(() => {
      if (!this.isClosing) makeCallback(this, (this as Any).onchange, [status, both]);
    });
  }

  protected override onClosing(): void {
    browser.clearTimeout(this.#timer);
  }
}
