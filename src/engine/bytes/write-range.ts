import { nativeError } from './native-error.ts';
import { arrayIndex } from './view.ts';

/**
 * How many bytes a write function may write at `offset`, as native `StringWrite` decides it.
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` when `text` is no string.
 * @throws {RangeError} `ERR_BUFFER_OUT_OF_BOUNDS` when `offset` lies past the end.
 */
export function writeLimit(
  bytes: Uint8Array,
  text: unknown,
  offset: number,
  length: unknown,
): number {
  if (typeof text !== 'string') {
    throw nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
  }
  const available = bytes.length - offset;
  if (available < 0) {
    throw nativeError(
      RangeError,
      'ERR_BUFFER_OUT_OF_BOUNDS',
      '"offset" is outside of buffer bounds',
    );
  }
  const limit = arrayIndex(length, available);
  return limit < available ? limit : available;
}
