/** The native half of `fs.promises`' `FileHandle`: owns a descriptor. */
import { AsyncWrap } from '../../core/async-wrap.ts';
import { FsError } from '../../fs/errors.ts';
import { closeDescriptor } from './descriptors.ts';
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
