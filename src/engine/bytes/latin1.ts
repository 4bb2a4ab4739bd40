/** ISO 8859-1 and ASCII: one byte per UTF-16 code unit. */
import { browser } from '../core/browser.ts';
import { checkStringLength } from './string-limit.ts';
import { arrayIndex, section, sliceEnd, unshared } from './view.ts';
import { writeLimit } from './write-range.ts';

const utf8Decoder = new browser.TextDecoder('utf-8', { ignoreBOM: true });

/** Up to here a loop beats the call into the platform. */
const SHORT = 24;
/** Arguments of one `String.fromCharCode` call; engines limit them. */
const CHUNK = 4096;

const fromBytes = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) {
    const chunk = section(bytes, i, Math.min(bytes.length, i + CHUNK));
    text += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return text;
};

/**
 * There is no platform decoder for it: "latin1" of the Encoding Standard is windows-1252. But most
 * text is ASCII, and then the UTF-8 decoder gives the same. It has met nothing else exactly if every
 * byte became a character of its own and none was replaced.
 */
export function latin1Slice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  const length = to - from;
  if (length <= SHORT) {
    let text = '';
    for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
    return text;
  }
  checkStringLength(length);
  const part = section(bytes, from, to);
  const text = utf8Decoder.decode(unshared(part));
  return text.length === length && !text.includes('\uFFFD') ? text : fromBytes(part);
}

/** As `latin1Slice`, without the highest bit of each byte. */
export function asciiSlice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  const part = section(bytes, from, to);
  for (let i = 0; i < part.length; i++) {
    if (part[i]! > 0x7f) return fromBytes(part.map((byte) => byte & 0x7f));
  }
  return latin1Slice(part);
}

/** Writes the low byte of each code unit; serves `ascii` too. Returns the number of bytes. */
export function latin1Write(
  bytes: Uint8Array,
  text: string,
  offset?: number,
  length?: number,
): number {
  const from = arrayIndex(offset, 0);
  const count = Math.min(text.length, writeLimit(bytes, text, from, length));
  for (let i = 0; i < count; i++) bytes[from + i] = text.charCodeAt(i);
  return count;
}
