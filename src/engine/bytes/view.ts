/** Views on the memory that native functions receive, and the ranges that they read. */
import { indexOutOfRange } from './native-error.ts';

export type BytesInput = ArrayBufferView | ArrayBufferLike;

/** The bytes behind a view or a buffer, without copying. A `Uint8Array` comes back as it is. */
export function bytesOf(input: BytesInput): Uint8Array {
  if (input instanceof Uint8Array) return input;
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

/**
 * `bytes[start..end)` as a plain `Uint8Array` on the same memory. `subarray` of a `Buffer` would
 * construct another `Buffer` through its species, which costs more.
 */
export const section = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);

const isShared = (buffer: ArrayBufferLike): boolean =>
  Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';

/** Bytes that platform functions accept: those of a `SharedArrayBuffer` are copied first. */
export const unshared = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  (bytes.buffer instanceof ArrayBuffer || !isShared(bytes.buffer)
    ? bytes
    : Uint8Array.from(bytes)) as Uint8Array<ArrayBuffer>;

/**
 * Native `ParseArrayIndex`: `undefined` means `fallback`.
 * @throws {RangeError} `ERR_OUT_OF_RANGE` when negative.
 */
export function arrayIndex(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  const index = Math.trunc(Number(value)) || 0;
  if (index < 0) throw indexOutOfRange();
  return index;
}

/**
 * The end of the range that a slice function reads from `start`.
 * @throws {RangeError} `ERR_OUT_OF_RANGE` when it lies past the end.
 */
export function sliceEnd(length: number, start: number, end: unknown): number {
  let index = arrayIndex(end, length);
  if (index < start) index = start;
  if (index > length) throw indexOutOfRange();
  return index;
}
