/** `buf.indexOf` as native code does it, for strings, bytes and numbers. */
import { encodeString, parseEncoding } from './encodings.ts';
import { findBackward, findForward, startOffset } from './search.ts';
import { codeUnits } from './utf16.ts';
import { section } from './view.ts';

/**
 * The part of `bytes` before `end`, as a plain `Uint8Array`: `indexOf` of a `Buffer` would come back
 * here. Offsets keep counting from the end of all of `bytes`.
 */
const upTo = (bytes: Uint8Array, end = bytes.length): Uint8Array =>
  section(bytes, 0, Math.min(bytes.length, Math.max(0, Math.trunc(end))));

export function indexOfBytes(
  bytes: Uint8Array,
  needle: Uint8Array,
  offset: number,
  encoding: unknown,
  forward: boolean,
  end?: number,
): number {
  // Only matches at even offsets count in UTF-16: units are compared, not bytes.
  const wide = parseEncoding(encoding) === 'utf16le';
  const whole = wide ? section(bytes, 0, bytes.length & ~1) : bytes;
  const haystack = upTo(whole, wide && end !== undefined ? end & ~1 : end);
  const start = startOffset(bytes.length, Math.trunc(offset), needle.length, forward);
  if (needle.length === 0) return Math.min(start, haystack.length);
  if (haystack.length === 0 || start < 0) return -1;
  if (forward && needle.length + start > haystack.length) return -1;
  if (needle.length > haystack.length) return -1;
  const find = forward ? findForward : findBackward;
  if (!wide) return find(haystack, needle, start);
  if (needle.length < 2) return -1;
  const found = find(codeUnits(haystack), codeUnits(needle), start >> 1);
  return found < 0 ? -1 : found * 2;
}

export function indexOfString(
  bytes: Uint8Array,
  needle: string,
  offset: number,
  encoding: unknown,
  forward: boolean,
  end?: number,
): number {
  // Unlike for bytes, a negative offset counts from the last whole unit.
  const wide = parseEncoding(encoding) === 'utf16le' && bytes.length % 2 === 1;
  const whole = wide ? section(bytes, 0, bytes.length - 1) : bytes;
  return indexOfBytes(whole, encodeString(needle, encoding), offset, encoding, forward, end);
}

export function indexOfByte(
  bytes: Uint8Array,
  byte: number,
  offset: number,
  forward: boolean,
  end?: number,
): number {
  const haystack = upTo(bytes, end);
  const start = startOffset(bytes.length, Math.trunc(offset), 1, forward);
  if (start < 0 || haystack.length === 0) return -1;
  return forward ? haystack.indexOf(byte & 0xff, start) : haystack.lastIndexOf(byte & 0xff, start);
}
