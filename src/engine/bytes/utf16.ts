/** UTF-16, little endian (`ucs2`, `utf16le`). */
import { arrayIndex, section, sliceEnd } from './view.ts';
import { writeLimit } from './write-range.ts';

/** Arguments of one `String.fromCharCode` call; engines limit them. */
const CHUNK = 4096;

/** Decodes whole code units; lone surrogates stay what they are, an odd last byte is left out. */
export function ucs2Slice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  const count = (to - from) >>> 1;
  // TextDecoder would replace lone surrogates: code units are read one by one.
  const units = new Uint16Array(Math.min(count, CHUNK));
  let text = '';
  for (let done = 0; done < count; done += CHUNK) {
    const length = Math.min(CHUNK, count - done);
    for (let i = 0; i < length; i++) {
      const at = from + (done + i) * 2;
      units[i] = bytes[at]! | (bytes[at + 1]! << 8);
    }
    const part = length === units.length ? units : units.subarray(0, length);
    text += String.fromCharCode.apply(null, part as unknown as number[]);
  }
  return text;
}

/** Writes whole code units. Returns the number of bytes. */
export function ucs2Write(
  bytes: Uint8Array,
  text: string,
  offset?: number,
  length?: number,
): number {
  const from = arrayIndex(offset, 0);
  const units = Math.min(text.length, writeLimit(bytes, text, from, length) >>> 1);
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    bytes[from + i * 2] = unit;
    bytes[from + i * 2 + 1] = unit >> 8;
  }
  return units * 2;
}

/** `bytes` as an array of code units, without copying where the alignment allows it. */
export function codeUnits(bytes: Uint8Array): Uint16Array {
  const count = bytes.length >>> 1;
  if (bytes.byteOffset % 2 === 0) return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
  return new Uint16Array(Uint8Array.from(section(bytes, 0, count * 2)).buffer, 0, count);
}
