/** Failures of the file system, by the name of the error number. Bindings add number and message. */

/** The messages are libuv's (`uv_strerror`), so that both sides of the engine say the same. */
export const errnoMessages = {
  EACCES: 'permission denied',
  EBADF: 'bad file descriptor',
  EBUSY: 'resource busy or locked',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many symbolic links encountered',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'name too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  ESPIPE: 'invalid seek',
  EXDEV: 'cross-device link not permitted',
} as const;

export type Errno = keyof typeof errnoMessages;

export class FsError extends Error {
  readonly code: Errno;
  constructor(code: Errno) {
    super(`${code}: ${errnoMessages[code]}`);
    this.name = 'FsError';
    this.code = code;
  }
}

export function fail(code: Errno): never {
  throw new FsError(code);
}
