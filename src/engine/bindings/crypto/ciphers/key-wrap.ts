/** AES key wrap without and with padding. RFC 3394, RFC 5649. */
import { AesBlock, block } from './aes-block.ts';
import { unsupportedState } from './cipher-errors.ts';
import { join, nothing, type CipherMode } from './mode.ts';

/** The default initial values of the two RFCs. */
export const WRAP_IV = new Uint8Array(8).fill(0xa6);

const HALF = 8;

function wrap(aes: AesBlock, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const result = join(iv, data);
  const one = block();
  const n = data.length / HALF;
  one.bytes.set(iv);
  for (let round = 0, t = 1; round < 6; round++) {
    for (let i = 1; i <= n; i++, t++) {
      one.bytes.set(result.subarray(i * HALF, i * HALF + HALF), HALF);
      aes.encrypt(one.words);
      count(one.bytes, t);
      result.set(one.bytes.subarray(HALF), i * HALF);
    }
  }
  result.set(one.bytes.subarray(0, HALF));
  return result;
}

/** The initial value followed by the data. */
function unwrap(aes: AesBlock, data: Uint8Array): Uint8Array {
  const result = Uint8Array.from(data);
  const one = block();
  const n = data.length / HALF - 1;
  one.bytes.set(data.subarray(0, HALF));
  for (let round = 5, t = 6 * n; round >= 0; round--) {
    for (let i = n; i >= 1; i--, t--) {
      count(one.bytes, t);
      one.bytes.set(result.subarray(i * HALF, i * HALF + HALF), HALF);
      aes.decrypt(one.words);
      result.set(one.bytes.subarray(HALF), i * HALF);
    }
  }
  result.set(one.bytes.subarray(0, HALF));
  return result;
}

/** Exclusive-or with the step's number, big-endian in the first half. */
function count(bytes: Uint8Array, t: number): void {
  bytes[7]! ^= t & 0xff;
  bytes[6]! ^= (t >>> 8) & 0xff;
  bytes[5]! ^= (t >>> 16) & 0xff;
  bytes[4]! ^= (t >>> 24) & 0xff;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
};

/** Each `update` wraps or unwraps a key of its own, as OpenSSL's. */
export class KeyWrapMode implements CipherMode {
  #aes: AesBlock;
  #iv: Uint8Array;
  #encrypts: boolean;

  /** @param iv 8 bytes; 4 bytes choose the variant with padding. */
  constructor(key: Uint8Array, iv: Uint8Array, encrypts: boolean) {
    this.#aes = new AesBlock(key);
    this.#iv = Uint8Array.from(iv);
    this.#encrypts = encrypts;
  }

  update(data: Uint8Array): Uint8Array {
    if (data.length === 0) return nothing;
    const result =
      this.#iv.length === 4
        ? this.#encrypts
          ? this.#wrapPadded(data)
          : this.#unwrapPadded(data)
        : this.#encrypts
          ? this.#wrap(data)
          : this.#unwrap(data);
    if (!result) throw unsupportedState();
    return result;
  }

  #wrap(data: Uint8Array): Uint8Array | undefined {
    if (data.length % HALF !== 0 || data.length < 2 * HALF) return undefined;
    return wrap(this.#aes, this.#iv, data);
  }

  #unwrap(data: Uint8Array): Uint8Array | undefined {
    if (data.length % HALF !== 0 || data.length < 3 * HALF) return undefined;
    const result = unwrap(this.#aes, data);
    return sameBytes(result.subarray(0, HALF), this.#iv) ? result.slice(HALF) : undefined;
  }

  #wrapPadded(data: Uint8Array): Uint8Array {
    const start = new Uint8Array(HALF);
    start.set(this.#iv);
    new DataView(start.buffer).setUint32(4, data.length);
    const padded = new Uint8Array(Math.ceil(data.length / HALF) * HALF);
    padded.set(data);
    if (padded.length > HALF) return wrap(this.#aes, start, padded);
    const one = block(join(start, padded));
    this.#aes.encrypt(one.words);
    return one.bytes;
  }

  #unwrapPadded(data: Uint8Array): Uint8Array | undefined {
    if (data.length % HALF !== 0 || data.length < 2 * HALF) return undefined;
    let result: Uint8Array;
    if (data.length === 2 * HALF) {
      const one = block(data);
      this.#aes.decrypt(one.words);
      result = one.bytes;
    } else {
      result = unwrap(this.#aes, data);
    }
    const length = new DataView(result.buffer).getUint32(4);
    const padding = result.length - HALF - length;
    const isValid =
      sameBytes(result.subarray(0, 4), this.#iv) &&
      padding >= 0 &&
      padding < HALF &&
      result.subarray(HALF + length).every((byte) => byte === 0);
    return isValid ? result.slice(HALF, HALF + length) : undefined;
  }

  final(): Uint8Array {
    return nothing;
  }
}
