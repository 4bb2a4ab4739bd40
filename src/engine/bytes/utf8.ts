/** UTF-8 as Node's `buffer` binding reads and writes it. */
import { browser } from '../core/browser.ts';
import { checkStringLength } from './string-limit.ts';
import { arrayIndex, section, sliceEnd, unshared } from './view.ts';
import { writeLimit } from './write-range.ts';

const encoder = new browser.TextEncoder();
const decoder = new browser.TextDecoder('utf-8', { ignoreBOM: true });
const fatalDecoder = new browser.TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Up to here a loop over ASCII beats the call into the platform. */
const SHORT_SLICE = 24;
const SHORT_WRITE = 48;
const SHORT_MEASURE = 192;

/** Decodes `bytes[start..end)`; what is malformed becomes U+FFFD. */
export function utf8Slice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  const length = to - from;
  if (length <= SHORT_SLICE) {
    let text = '';
    let i = from;
    for (; i < to; i++) {
      const byte = bytes[i]!;
      if (byte > 0x7f) break;
      text += String.fromCharCode(byte);
    }
    if (i === to) return text;
  }
  checkStringLength(length);
  return decoder.decode(unshared(length === bytes.length ? bytes : section(bytes, from, to)));
}

/** Decodes all of `bytes`, or `undefined` if they are not valid UTF-8. */
export function utf8SliceStrict(bytes: Uint8Array): string | undefined {
  try {
    return fatalDecoder.decode(unshared(bytes));
  } catch {
    return undefined;
  }
}

export const isUtf8 = (bytes: Uint8Array): boolean =>
  isAscii(bytes) || utf8SliceStrict(bytes) !== undefined;

export function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return false;
  return true;
}

/** Number of bytes of `text` in UTF-8; a lone surrogate counts as U+FFFD, 3 bytes. */
export function byteLengthUtf8(text: string): number {
  const units = text.length;
  // Encoding it and throwing the bytes away is many times faster than a loop over a long text.
  if (units > SHORT_MEASURE) return encoder.encode(text).length;
  let length = units;
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x7f) continue;
    if (unit <= 0x7ff) {
      length++;
      continue;
    }
    length += 2;
    // A pair is 4 bytes: 2 units plus 2.
    if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return length;
}

/**
 * Writes as many whole characters of `text` as fit into `length` bytes at `offset`.
 * @returns the number of bytes written.
 */
export function utf8Write(
  bytes: Uint8Array,
  text: string,
  offset?: number,
  length?: number,
): number {
  const from = arrayIndex(offset, 0);
  const limit = writeLimit(bytes, text, from, length);
  const units = text.length;
  if (units <= SHORT_WRITE && units <= limit) {
    let i = 0;
    for (; i < units; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) break;
      bytes[from + i] = unit;
    }
    if (i === units) return units;
  }
  if (limit === 0) return 0;
  const target = limit === bytes.length ? bytes : section(bytes, from, from + limit);
  return encoder.encodeInto(text, target).written;
}

export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** Encodes into `target` and reports code units read and bytes written. */
export const encodeUtf8Into = (
  text: string,
  target: Uint8Array,
): { read: number; written: number } => encoder.encodeInto(text, target);
