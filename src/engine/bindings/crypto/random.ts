/** Random bytes, and a comparison that takes as long for any difference. */
import { nativeError } from '../../bytes/native-error.ts';
import { bytesOf, section, type BytesInput } from '../../bytes/view.ts';
import { browser } from '../../core/browser.ts';

/** What `crypto.getRandomValues` gives at a time. */
const QUOTA = 65_536;

export function fillRandom<T extends Uint8Array>(target: T): T {
  // Shared memory is refused: filled through memory of one's own.
  const shared = !(target.buffer instanceof ArrayBuffer);
  for (let at = 0; at < target.length; at += QUOTA) {
    const part = section(
      target,
      at,
      Math.min(target.length, at + QUOTA),
    ) as Uint8Array<ArrayBuffer>;
    if (shared) part.set(browser.crypto.getRandomValues(new Uint8Array(part.length)));
    else browser.crypto.getRandomValues(part);
  }
  return target;
}

/** Whether all bytes are equal, without a branch on any of them. The lengths are equal. */
export function timingSafeEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

export function timingSafeEqual(a: BytesInput, b: BytesInput): boolean {
  const [first, second] = [a, b].map((input, i) => {
    const isBuffer = /^\[object (Shared)?ArrayBuffer\]$/.test(
      Object.prototype.toString.call(input),
    );
    if (ArrayBuffer.isView(input) || isBuffer) return bytesOf(input);
    throw nativeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "buf${i + 1}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`,
    );
  });
  if (first!.length !== second!.length) {
    throw nativeError(
      RangeError,
      'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      'Input buffers must have the same byte length',
    );
  }
  return timingSafeEqualBytes(first!, second!);
}
