import { nativeError } from './native-error.ts';

/** `buffer.constants.MAX_STRING_LENGTH`, V8's own limit. */
const MAX_STRING_LENGTH = 0x1fffffe8;

/** @throws ERR_STRING_TOO_LONG when text of that many characters cannot be. */
export function checkStringLength(characters: number): void {
  if (characters <= MAX_STRING_LENGTH) return;
  const limit = `0x${MAX_STRING_LENGTH.toString(16)}`;
  const message = `Cannot create a string longer than ${limit} characters`;
  throw nativeError(Error, 'ERR_STRING_TOO_LONG', message);
}
