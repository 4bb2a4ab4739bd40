/** One AES block at a time, on bytes in place. */
import { unsafe } from '@noble/ciphers/aes.js';
import type { BlockCipher } from './block-cipher.ts';

export const BLOCK = 16;

/** Four little-endian words: how noble's rounds take a block. Every browser is little-endian. */
type Words = Uint32Array<ArrayBuffer>;

export class AesBlock implements BlockCipher {
  readonly blockSize = BLOCK;
  #encryptKey: Words;
  #decryptKey: Words | undefined;
  #key: Uint8Array;

  /** @param key 16, 24 or 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key;
    this.#encryptKey = unsafe.expandKeyLE(key);
  }

  /** Encrypts the block in `words` in place. */
  encrypt(words: Words): void {
    const { s0, s1, s2, s3 } = unsafe.encrypt(
      this.#encryptKey,
      words[0]!,
      words[1]!,
      words[2]!,
      words[3]!,
    );
    words[0] = s0;
    words[1] = s1;
    words[2] = s2;
    words[3] = s3;
  }

  decrypt(words: Words): void {
    this.#decryptKey ??= unsafe.expandKeyDecLE(this.#key) as Words;
    const { s0, s1, s2, s3 } = unsafe.decrypt(
      this.#decryptKey,
      words[0]!,
      words[1]!,
      words[2]!,
      words[3]!,
    );
    words[0] = s0;
    words[1] = s1;
    words[2] = s2;
    words[3] = s3;
  }
}

/** A block as bytes and, on the same memory, as words. */
export interface Block {
  bytes: Uint8Array<ArrayBuffer>;
  words: Words;
}

export function block(from?: Uint8Array): Block {
  const bytes = new Uint8Array(BLOCK);
  if (from) bytes.set(from);
  return { bytes, words: new Uint32Array(bytes.buffer) };
}

/** Adds 1 to the last `bits` bits of a big-endian counter, which wrap around. */
export function increment(counter: Uint8Array, bits: number): void {
  let at = counter.length - 1;
  for (; bits >= 8; bits -= 8, at--) {
    counter[at]!++;
    if (counter[at] !== 0) return;
  }
  if (bits === 0) return;
  const mask = (1 << bits) - 1;
  const byte = counter[at]!;
  counter[at] = (byte & ~mask) | ((byte + 1) & mask);
}
