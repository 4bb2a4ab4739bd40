/** Hexadecimal: two digits per byte, lower case when written. */
import { arrayIndex, sliceEnd } from './view.ts';
import { writeLimit } from './write-range.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Value of a digit by its low byte (native code truncates code units too); -1 for no digit. */
const DIGIT = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  DIGIT[digit.charCodeAt(0)] = value;
  DIGIT[digit.toUpperCase().charCodeAt(0)] = value;
}

export function hexSlice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  let text = '';
  for (let i = from; i < to; i++) text += HEX[bytes[i]!];
  return text;
}

/** Writes whole pairs of digits, up to the first that is none. Returns the number of bytes. */
export function hexWrite(
  bytes: Uint8Array,
  text: string,
  offset?: number,
  length?: number,
): number {
  const from = arrayIndex(offset, 0);
  const count = Math.min(text.length >>> 1, writeLimit(bytes, text, from, length));
  for (let i = 0; i < count; i++) {
    const high = DIGIT[text.charCodeAt(i * 2) & 0xff]!;
    const low = DIGIT[text.charCodeAt(i * 2 + 1) & 0xff]!;
    if (high < 0 || low < 0) return i;
    bytes[from + i] = (high << 4) | low;
  }
  return count;
}
