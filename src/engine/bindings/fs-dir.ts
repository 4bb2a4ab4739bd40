/** `fs.opendir`. */
import { AsyncWrap } from '../core/async-wrap.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { readDirectory } from '../fs/directories.ts';
import { fileTree } from '../fs/process-tree.ts';
import { encodeName, treePath, type PathArgument } from './fs/names.ts';
import { direntType } from './fs/operations.ts';
import { completeLater, operation } from './fs/request.ts';

class DirHandle extends AsyncWrap {
  readonly #entries: [name: string, type: number][];
  #next = 0;

  constructor(path: PathArgument) {
    super();
    this.#entries = readDirectory(fileTree, treePath(path)).map(([name, inode]) => {
      return [name, direntType(inode)];
    });
  }

  /** Up to `count` entries as `[name, type, name, type, …]`, or null at the end. */
  read(encoding: string | undefined, count: number, request?: Any): unknown {
    const entries = this.#entries.slice(this.#next, this.#next + count);
    this.#next += entries.length;
    const flat = entries.flatMap(([name, type]) => [encodeName(name, encoding), type]);
    const result = flat.length > 0 ? flat : null;
    if (!request) return result;
    completeLater(request, undefined, result);
    return undefined;
  }

  close(request?: Any): void {
    if (request) completeLater(request, undefined);
  }
}

const open = (path: PathArgument): DirHandle => new DirHandle(path);

export const fsDir = (stub: Binding): Binding =>
  Object.assign(stub, {
    DirHandle,
    opendir: operation({ syscall: 'opendir', request: 2, paths: 1, run: open }),
    // Native Node leaves the path out of this one's errors.
    opendirSync: operation({ syscall: 'opendir', request: 1, run: open }),
  });
