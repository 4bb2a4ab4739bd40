/** libuv's error numbers, names and messages, as the pinned Node has them. */
import { nodeData } from './node-data.ts';
import { browser } from './browser.ts';

/** `uv.UV_ENOENT` and so on: negative numbers. */
export const uv: Record<string, number> = Object.fromEntries(
  Object.entries(nodeData.shapes.uv ?? {}).filter(([, value]) => typeof value === 'number'),
);

const errorMap = new Map(nodeData.extras.errorMap);

export const uvErrorMap = (): Map<number, [string, string]> => new Map(errorMap);
export const uvErrorName = (errno: number): string =>
  errorMap.get(errno)?.[0] ?? `Unknown system error ${errno}`;
export const uvErrorMessage = (errno: number): string =>
  errorMap.get(errno)?.[1] ?? `Unknown system error ${errno}`;

export interface UvException extends Error {
  errno: number;
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
}

/** An error as `node::UVException` makes it: `ENOENT: no such file or directory, open '/x'`. */
export function uvException(
  errno: number,
  syscall: string,
  path?: string,
  dest?: string,
): UvException {
  const code = uvErrorName(errno);
  let message = `${code}: ${uvErrorMessage(errno)}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const error = new browser.Error(message) as UvException;
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}
