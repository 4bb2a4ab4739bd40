import { encodeString, parseEncoding } from './encodings.ts';
import { arrayIndex, bytesOf, section } from './view.ts';

/**
 * Fills `bytes[start..end)` with a pattern: a string, the bytes of a view, or one byte.
 * @returns -2 when the range lies outside, -1 when the pattern has no bytes, else `undefined`.
 */
export function fillBytes(
  bytes: Uint8Array,
  value: unknown,
  start?: number,
  end?: number,
  encoding?: unknown,
): -1 | -2 | undefined {
  const from = arrayIndex(start, 0);
  const to = arrayIndex(end, bytes.length);
  if (from > to || to > bytes.length) return -2;
  if (from === to) return undefined;
  let pattern: Uint8Array;
  if (ArrayBuffer.isView(value)) {
    pattern = bytesOf(value);
  } else if (typeof value === 'string') {
    pattern = encodeString(value, parseEncoding(encoding));
  } else {
    bytes.fill(Number(value) & 0xff, from, to);
    return undefined;
  }
  if (pattern.length === 0) return -1;
  const target = section(bytes, from, to);
  let filled = Math.min(pattern.length, target.length);
  target.set(pattern.length === filled ? pattern : section(pattern, 0, filled));
  // Doubles what is there: the number of copies grows with the logarithm of the length.
  while (filled < target.length) {
    target.copyWithin(filled, 0, Math.min(filled, target.length - filled));
    filled *= 2;
  }
  return undefined;
}
