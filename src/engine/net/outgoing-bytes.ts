/**
 * Memory for bytes on their way to the other end of a connection.
 *
 * Allocating a small `ArrayBuffer` costs a browser microseconds, several times what copying a
 * response head costs, so small ones are cut from a shared slab, as Node's Buffer pool does.
 */
import { browser } from '../core/browser.ts';

const SLAB_SIZE = 64 * 1024;
/** Above this an allocation of its own is cheap against the copying. */
const LARGEST_SLICE = 4 * 1024;

const encoder = new browser.TextEncoder();
let slab = new Uint8Array(SLAB_SIZE);
let used = 0;

/** Uninitialized bytes; they may be a part of a larger buffer. */
export function allocateBytes(length: number): Uint8Array {
  if (length > LARGEST_SLICE) return new Uint8Array(length);
  if (used + length > SLAB_SIZE) {
    slab = new Uint8Array(SLAB_SIZE);
    used = 0;
  }
  const bytes = slab.subarray(used, used + length);
  used += length;
  return bytes;
}

/** Whether nothing else shares the buffer of `bytes`. */
export const ownsBuffer = (bytes: Uint8Array): boolean =>
  bytes.byteLength === bytes.buffer.byteLength;

export function copyBytes(source: Uint8Array): Uint8Array {
  const copy = allocateBytes(source.length);
  copy.set(source);
  return copy;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = allocateBytes(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Encodes as `latin1` at `offset`: the low byte of each code unit. Needs `text.length` bytes. */
export function writeLatin1(text: string, target: Uint8Array, offset: number): void {
  const units = text.length;
  if (units > 16) {
    // Nearly every head is ASCII, where UTF-8 is the same and the platform's encoder is fastest.
    const part =
      offset === 0 && target.length === units ? target : target.subarray(offset, offset + units);
    const { read, written } = encoder.encodeInto(text, part);
    if (read === units && written === units) return;
  }
  for (let i = 0; i < units; i++) target[offset + i] = text.charCodeAt(i);
}

export function latin1Bytes(text: string): Uint8Array {
  const bytes = allocateBytes(text.length);
  writeLatin1(text, bytes, 0);
  return bytes;
}

export function utf8Bytes(text: string): Uint8Array {
  if (text.length * 3 > LARGEST_SLICE) return encoder.encode(text);
  if (used + text.length * 3 > SLAB_SIZE) {
    slab = new Uint8Array(SLAB_SIZE);
    used = 0;
  }
  const { written } = encoder.encodeInto(text, slab.subarray(used));
  const bytes = slab.subarray(used, used + written);
  used += written;
  return bytes;
}

export function utf16Bytes(text: string): Uint8Array {
  const bytes = allocateBytes(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i * 2] = unit;
    bytes[i * 2 + 1] = unit >> 8;
  }
  return bytes;
}
