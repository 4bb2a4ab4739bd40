import { AstroError } from 'astro/errors';

/** A mistake in a write-up that shows when its page is built. It names the file, and what to do. */
export class WriteUpError extends AstroError {
  /** @param file Path of the write-up from the root of the repository. */
  constructor(file: string, message: string, hint: string) {
    super(`${file}: ${message}`, hint);
    this.name = 'WriteUpError';
  }
}
