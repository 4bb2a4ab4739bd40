/** ECB and CBC with PKCS#7 padding, in pieces. NIST SP 800-38A. */
import type { BlockCipher } from './block-cipher.ts';
import { badDecrypt, wrongFinalBlockLength } from './cipher-errors.ts';
import { join, nothing, type CipherMode } from './mode.ts';

export class BlockMode implements CipherMode {
  #cipher: BlockCipher;
  /** Words of a block. */
  #words: number;
  #encrypts: boolean;
  /** What the next block is combined with; `undefined` in ECB. */
  #chain: Uint32Array<ArrayBuffer> | undefined;
  #pending: Uint8Array = nothing;
  #padding = true;

  /** @param iv As long as a block for CBC, `undefined` for ECB. */
  constructor(cipher: BlockCipher, iv: Uint8Array | undefined, encrypts: boolean) {
    this.#cipher = cipher;
    this.#words = cipher.blockSize / 4;
    this.#chain = iv && new Uint32Array(Uint8Array.from(iv).buffer);
    this.#encrypts = encrypts;
  }

  setAutoPadding(on: boolean): void {
    this.#padding = on;
  }

  update(data: Uint8Array): Uint8Array {
    if (data.length === 0) return nothing;
    const all = join(this.#pending, data);
    let whole = all.length - (all.length % this.#cipher.blockSize);
    // The last block may be padding: kept until `final`.
    if (!this.#encrypts && this.#padding && whole === all.length) whole -= this.#cipher.blockSize;
    this.#pending = all.slice(whole);
    return this.#blocks(all.subarray(0, whole));
  }

  /** Works in place. */
  #blocks(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    const count = this.#words;
    const one = new Uint32Array(count);
    const next = new Uint32Array(count);
    const chain = this.#chain;
    for (let at = 0; at < words.length; at += count) {
      for (let i = 0; i < count; i++) one[i] = words[at + i]!;
      if (this.#encrypts) {
        if (chain) for (let i = 0; i < count; i++) one[i]! ^= chain[i]!;
        this.#cipher.encrypt(one);
        chain?.set(one);
      } else {
        if (chain) next.set(one);
        this.#cipher.decrypt(one);
        if (chain) {
          for (let i = 0; i < count; i++) one[i]! ^= chain[i]!;
          chain.set(next);
        }
      }
      for (let i = 0; i < count; i++) words[at + i] = one[i]!;
    }
    return bytes;
  }

  final(): Uint8Array {
    const size = this.#cipher.blockSize;
    const rest = this.#pending;
    this.#pending = nothing;
    if (!this.#padding) {
      if (rest.length !== 0) throw wrongFinalBlockLength();
      return nothing;
    }
    if (this.#encrypts) {
      const last = new Uint8Array(size).fill(size - rest.length);
      last.set(rest);
      return this.#blocks(last);
    }
    if (rest.length !== size) throw wrongFinalBlockLength();
    const last = this.#blocks(rest.slice());
    const padding = last[size - 1]!;
    const isPadding = last.subarray(size - padding).every((byte) => byte === padding);
    if (padding === 0 || padding > size || !isPadding) throw badDecrypt();
    return last.slice(0, size - padding);
  }
}
