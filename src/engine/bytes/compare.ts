/** Byte order, as `memcmp` and then by length. */
import { nativeError } from './native-error.ts';
import { arrayIndex, section } from './view.ts';

export function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

/**
 * Compares `source[sourceStart..sourceEnd)` with `target[targetStart..targetEnd)`.
 * @throws {RangeError} `ERR_OUT_OF_RANGE` when a start lies past the end of its bytes.
 */
export function compareRanges(
  source: Uint8Array,
  target: Uint8Array,
  targetStart?: number,
  sourceStart?: number,
  targetEnd?: number,
  sourceEnd?: number,
): -1 | 0 | 1 {
  const cut = (bytes: Uint8Array, start: unknown, end: unknown, name: string): Uint8Array => {
    const from = arrayIndex(start, 0);
    if (from > bytes.length) {
      throw nativeError(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range.`);
    }
    return section(
      bytes,
      from,
      Math.max(from, Math.min(arrayIndex(end, bytes.length), bytes.length)),
    );
  };
  return compareBytes(
    cut(source, sourceStart, sourceEnd, 'sourceStart'),
    cut(target, targetStart, targetEnd, 'targetStart'),
  );
}
