/** The native half of `fs.promises`' `FileHandle`: owns a descriptor. */
import { AsyncWrap } from '../../core/async-wrap.ts';
import { registerTransferable } from '../../core/transferable.ts';
import { FsError } from '../../fs/errors.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { find } from '../../fs/walk.ts';
import { thisThread } from '../../threads/this-thread.ts';
import { addDescriptor, closeDescriptor, descriptorFile } from './descriptors.ts';
import { requestError, syncError } from './errors.ts';
import { settledLater } from './request.ts';

export class FileHandle extends AsyncWrap {
  #fd: number;

  constructor(fd: number) {
    super();
    this.#fd = fd;
  }

  get fd(): number {
    return this.#fd;
  }

  /** Resolves in a later turn. */
  close(): Promise<unknown> {
    try {
      closeDescriptor(this.releaseFD());
      return settledLater(undefined);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      return settledLater(requestError(error, 'close'));
    }
  }

  closeSync(): void {
    try {
      closeDescriptor(this.releaseFD());
    } catch (error) {
      throw syncError(error, this.closeSync, 'close');
    }
  }

  /** Gives the descriptor away; the handle is then as good as closed. */
  releaseFD(): number {
    const fd = this.#fd;
    this.#fd = -1;
    return fd;
  }
}

/** An open file on its way to another thread, which has descriptors of its own. */
function takeFile(handle: FileHandle) {
  const fd = handle.releaseFD();
  const file = descriptorFile(fd);
  if (!file) return { thread: thisThread.id, fd };
  const { inode, flags, position } = file;
  return { thread: thisThread.id, fd, file: { path: fileTree.pathOf(inode), flags, position } };
}

registerTransferable(FileHandle, 'fs:FileHandle', takeFile, ({ thread, fd, file }) => {
  if (thread === thisThread.id || !file) return new FileHandle(fd);
  const inode = file.path === undefined ? 'ENOENT' : find(fileTree, file.path);
  if (typeof inode === 'string') throw new FsError(inode);
  return new FileHandle(addDescriptor({ ...file, inode }));
});
