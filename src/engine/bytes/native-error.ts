/** Errors as Node's native code throws them: a plain error class with an own `code`. */
export function nativeError<T extends Error>(
  Type: new (message: string) => T,
  code: string,
  message: string,
): T & { code: string } {
  return Object.assign(new Type(message), { code });
}

/** What native code throws when an index argument is negative or past the end. */
export const indexOutOfRange = (): RangeError =>
  nativeError(RangeError, 'ERR_OUT_OF_RANGE', 'Index out of range');
