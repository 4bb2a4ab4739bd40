/** Errors of the tree as Node's native code throws them. */
import { browser } from '../../core/browser.ts';
import type { Any, Fn } from '../../core/node-data.ts';
import { uv, uvException } from '../../core/uv.ts';
import { FsError, type Errno } from '../../fs/errors.ts';

/** libuv's number: negative. */
export const uvErrno = (code: Errno): number => uv[`UV_${code}`]!;

/** Makes the stack start at the caller of `entry`, where native code would leave no frame. */
export function hideFrames<T extends object>(error: T, entry: Fn): T {
  (browser.Error as Any).captureStackTrace?.(error, entry);
  return error;
}

/** What a synchronous call throws; other errors than the tree's pass unchanged. */
export function syncError(
  error: unknown,
  entry: Fn,
  syscall: string,
  path?: string,
  dest?: string,
): unknown {
  if (!(error instanceof FsError)) return error;
  return hideFrames(uvException(uvErrno(error.code), syscall, path, dest), entry);
}

/** What a request completes with: made on no stack, so that it has none. */
export function requestError(error: FsError, syscall: string, path?: string, dest?: string) {
  const exception = uvException(uvErrno(error.code), syscall, path, dest);
  browser.global.Object.defineProperty(exception, 'stack', {
    value: `Error: ${exception.message}`,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return exception;
}

/** glibc's `strerror`, for the errors of `std::filesystem`. */
const systemMessages: Partial<Record<Errno, string>> = {
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
};

/** What native code throws for an error of `std::filesystem`; others than the tree's pass unchanged. */
export function systemError(error: unknown, entry: Fn, syscall: string, path: string): unknown {
  if (!(error instanceof FsError)) return error;
  const { code } = error;
  const exception = new browser.Error(`${code}, ${systemMessages[code] ?? code} '${path}'`);
  const errno = -uvErrno(code);
  return hideFrames(Object.assign(exception, { errno, code, path, syscall }), entry);
}
