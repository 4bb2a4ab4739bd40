/** The `buffer` binding: `lib/buffer.js` over the conversions in `bytes/`. */
import { base64Slice, base64Write, base64urlSlice } from '../bytes/base64.ts';
import { compareBytes, compareRanges } from '../bytes/compare.ts';
import { fillBytes } from '../bytes/fill.ts';
import { atobOrCode, btoaOrCode } from '../bytes/forgiving-base64.ts';
import { hexSlice, hexWrite } from '../bytes/hex.ts';
import { indexOfByte, indexOfBytes, indexOfString } from '../bytes/index-of.ts';
import { asciiSlice, latin1Slice, latin1Write } from '../bytes/latin1.ts';
import { nativeError } from '../bytes/native-error.ts';
import { swapBytes } from '../bytes/swap.ts';
import { byteLengthUtf8, isAscii, isUtf8, utf8Slice, utf8Write } from '../bytes/utf8.ts';
import { ucs2Slice, ucs2Write } from '../bytes/utf16.ts';
import { bytesOf, section, type BytesInput } from '../bytes/view.ts';
import type { Binding } from '../core/node-data.ts';

/** The bytes to validate. A detached buffer has none, and Node says so. */
function attached(input: BytesInput): Uint8Array {
  const buffer = ArrayBuffer.isView(input) ? input.buffer : input;
  if ((buffer as ArrayBuffer).detached) {
    throw nativeError(Error, 'ERR_INVALID_STATE', 'Cannot validate on a detached buffer');
  }
  return bytesOf(input);
}

export function buffer(stub: Binding): Binding {
  return Object.assign(stub, {
    utf8Slice,
    latin1Slice,
    asciiSlice,
    hexSlice,
    ucs2Slice,
    base64Slice,
    base64urlSlice,
    utf8WriteStatic: utf8Write,
    latin1WriteStatic: latin1Write,
    asciiWriteStatic: latin1Write,
    hexWrite,
    ucs2Write,
    base64Write,
    base64urlWrite: base64Write,
    byteLengthUtf8,

    atob: atobOrCode,
    btoa: btoaOrCode,
    isUtf8: (input: BytesInput) => isUtf8(attached(input)),
    isAscii: (input: BytesInput) => isAscii(attached(input)),

    compare: (a: BytesInput, b: BytesInput) => compareBytes(bytesOf(a), bytesOf(b)),
    compareOffset: (source: BytesInput, target: BytesInput, ...range: number[]) =>
      compareRanges(bytesOf(source), bytesOf(target), ...range),
    fill: (target: BytesInput, value: unknown, start?: number, end?: number, encoding?: unknown) =>
      fillBytes(bytesOf(target), value, start, end, encoding),
    indexOfString: (
      haystack: BytesInput,
      needle: string,
      offset: number,
      encoding: number,
      forward: boolean,
      end?: number,
    ) => indexOfString(bytesOf(haystack), needle, offset, encoding, forward, end),
    indexOfBuffer: (
      haystack: BytesInput,
      needle: BytesInput,
      offset: number,
      encoding: number,
      forward: boolean,
      end?: number,
    ) => indexOfBytes(bytesOf(haystack), bytesOf(needle), offset, encoding, forward, end),
    indexOfNumber: (
      haystack: BytesInput,
      byte: number,
      offset: number,
      forward: boolean,
      end?: number,
    ) => indexOfByte(bytesOf(haystack), byte, offset, forward, end),
    swap16: (target: Uint8Array) => swapBytes(target, 2),
    swap32: (target: Uint8Array) => swapBytes(target, 4),
    swap64: (target: Uint8Array) => swapBytes(target, 8),

    copy(
      source: BytesInput,
      target: BytesInput,
      targetStart: number,
      sourceStart: number,
      length: number,
    ): number {
      const part = section(bytesOf(source), sourceStart, sourceStart + length);
      bytesOf(target).set(part, targetStart);
      return length;
    },
    copyArrayBuffer(
      target: ArrayBufferLike,
      targetOffset: number,
      source: ArrayBufferLike,
      sourceOffset: number,
      length: number,
    ): void {
      new Uint8Array(target, targetOffset, length).set(
        new Uint8Array(source, sourceOffset, length),
      );
    },
    // A page cannot have memory that is not zeroed.
    createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
    setBufferPrototype() {},
    getZeroFillToggle: () => undefined,
    // The detach key guards V8's `ArrayBuffer::Detach`, which only native code can call.
    setDetachKey() {},
  });
}
