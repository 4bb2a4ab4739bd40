/** `fs.watch`. */
import { makeCallback } from '../core/callbacks.ts';
import { HandleWrap } from '../core/handle-wrap.ts';
import { queueIo } from '../core/loop.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { FsError } from '../fs/errors.ts';
import { fileTree } from '../fs/process-tree.ts';
import { watch } from '../fs/watch.ts';
import { uvErrno } from './fs/errors.ts';
import { encodeName, treePath, type PathArgument } from './fs/names.ts';

class FSEvent extends HandleWrap {
  #stop: (() => void) | undefined;

  get initialized(): boolean {
    return this.#stop !== undefined && !this.isClosing;
  }

  /** Returns 0 or an error number. */
  start(path: PathArgument, persistent: boolean, recursive: boolean, encoding?: string): number {
    try {
      this.#stop = watch(fileTree, treePath(path), { recursive }, (event, filename) => {
        const name = encodeName(filename, encoding);
        queueIo(() => {
          if (this.isClosing) return;
          makeCallback(this, (this as Any).onchange, [0, event, name]);
        });
      });
    } catch (error) {
      if (error instanceof FsError) return uvErrno(error.code);
      throw error;
    }
    this.activate();
    if (!persistent) this.unref();
    return 0;
  }

  protected override onClosing(): void {
    this.#stop?.();
  }
}

export const fsEventWrap = (stub: Binding): Binding => Object.assign(stub, { FSEvent });
