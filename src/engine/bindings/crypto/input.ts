/** What `crypto` functions receive and return. */
import { decodeBytes, encodeString, parseEncoding } from '../../bytes/encodings.ts';
import { bytesOf, section, type BytesInput } from '../../bytes/view.ts';
import { runtime } from '../../core/runtime.ts';

/** Data to digest. Plain arrays: hashers take parts, and a `Buffer`'s `subarray` is costly. */
export function dataBytes(data: string | BytesInput, encoding?: unknown): Uint8Array {
  if (typeof data === 'string') {
    const name = parseEncoding(encoding);
    return encodeString(data, name === 'buffer' ? 'utf8' : name);
  }
  const bytes = bytesOf(data);
  return section(bytes, 0, bytes.length);
}

/** A copy, for jobs that run after the program may have changed its buffer. */
export const copyBytes = (data: BytesInput): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(bytesOf(data));

/** A `Buffer` on the same memory. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  runtime.Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);

/** A `Buffer`, or a string if an encoding is named; an unknown one counts as none. */
export function encodeOutput(bytes: Uint8Array, encoding: unknown): Buffer | string {
  const name = parseEncoding(encoding, 'buffer');
  return name === 'buffer' ? asBuffer(bytes) : decodeBytes(bytes, name);
}

/** An `ArrayBuffer` of exactly these bytes. */
export const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer =>
  (bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : bytes.slice().buffer) as ArrayBuffer;
