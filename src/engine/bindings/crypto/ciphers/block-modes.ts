/** ECB and CBC with PKCS#7 padding, in pieces. NIST SP 800-38A. */
import { AesBlock, BLOCK, block } from './aes-block.ts';
import { badDecrypt, wrongFinalBlockLength } from './cipher-errors.ts';
import { join, nothing, type CipherMode } from './mode.ts';

export class BlockMode implements CipherMode {
  #aes: AesBlock;
  #encrypts: boolean;
  /** What the next block is combined with; `undefined` in ECB. */
  #chain: Uint32Array<ArrayBuffer> | undefined;
  #pending: Uint8Array = nothing;
  #padding = true;

  /** @param iv 16 bytes for CBC, `undefined` for ECB. */
  constructor(key: Uint8Array, iv: Uint8Array | undefined, encrypts: boolean) {
    this.#aes = new AesBlock(key);
    this.#chain = iv && block(iv).words;
    this.#encrypts = encrypts;
  }

  setAutoPadding(on: boolean): void {
    this.#padding = on;
  }

  update(data: Uint8Array): Uint8Array {
    if (data.length === 0) return nothing;
    const all = join(this.#pending, data);
    let whole = all.length - (all.length % BLOCK);
    // The last block may be padding: kept until `final`.
    if (!this.#encrypts && this.#padding && whole === all.length) whole -= BLOCK;
    this.#pending = all.slice(whole);
    return this.#blocks(all.subarray(0, whole));
  }

  /** Works in place. */
  #blocks(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    const one = block().words;
    const next = block().words;
    const chain = this.#chain;
    for (let at = 0; at < words.length; at += 4) {
      for (let i = 0; i < 4; i++) one[i] = words[at + i]!;
      if (this.#encrypts) {
        if (chain) for (let i = 0; i < 4; i++) one[i]! ^= chain[i]!;
        this.#aes.encrypt(one);
        chain?.set(one);
      } else {
        if (chain) next.set(one);
        this.#aes.decrypt(one);
        if (chain) {
          for (let i = 0; i < 4; i++) one[i]! ^= chain[i]!;
          chain.set(next);
        }
      }
      for (let i = 0; i < 4; i++) words[at + i] = one[i]!;
    }
    return bytes;
  }

  final(): Uint8Array {
    const rest = this.#pending;
    this.#pending = nothing;
    if (!this.#padding) {
      if (rest.length !== 0) throw wrongFinalBlockLength();
      return nothing;
    }
    if (this.#encrypts) {
      const last = new Uint8Array(BLOCK).fill(BLOCK - rest.length);
      last.set(rest);
      return this.#blocks(last);
    }
    if (rest.length !== BLOCK) throw wrongFinalBlockLength();
    const last = this.#blocks(rest.slice());
    const padding = last[BLOCK - 1]!;
    const isPadding = last.subarray(BLOCK - padding).every((byte) => byte === padding);
    if (padding === 0 || padding > BLOCK || !isPadding) throw badDecrypt();
    return last.slice(0, BLOCK - padding);
  }
}
