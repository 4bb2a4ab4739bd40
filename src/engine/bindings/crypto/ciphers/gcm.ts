/** AES-GCM in pieces. NIST SP 800-38D. */
import { GHASH } from '@noble/ciphers/_polyval.js';
import { AesBlock, BLOCK, block } from './aes-block.ts';
import { unsupportedState } from './cipher-errors.ts';
import { join, nothing, type AuthenticatedMode } from './mode.ts';
import { CtrMode } from './stream-modes.ts';

/** Feeds GHASH whole blocks: it pads what it gets to one each time. */
class BlockHash {
  #hash: GHASH;
  #pending: Uint8Array = nothing;
  length = 0;

  constructor(hash: GHASH) {
    this.#hash = hash;
  }
  update(data: Uint8Array): void {
    this.length += data.length;
    const all = this.#pending.length === 0 ? data : join(this.#pending, data);
    const whole = all.length - (all.length % BLOCK);
    if (whole > 0) this.#hash.update(Uint8Array.from(all.subarray(0, whole)));
    this.#pending = all.slice(whole);
  }
  pad(): void {
    if (this.#pending.length > 0) this.#hash.update(this.#pending);
    this.#pending = nothing;
  }
}

/** Lengths in bits, as two big-endian numbers of 64 bits. */
function lengths(first: number, second: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(BLOCK));
  view.setBigUint64(0, BigInt(first) * 8n);
  view.setBigUint64(8, BigInt(second) * 8n);
  return new Uint8Array(view.buffer);
}

export class GcmMode implements AuthenticatedMode {
  #ctr: CtrMode;
  #ghash: GHASH;
  #added: BlockHash;
  #data: BlockHash | undefined;
  #encrypts: boolean;
  /** The encrypted first counter block, which masks the tag. */
  #mask: Uint8Array;
  #tag: Uint8Array = nothing;

  /** @param expectedLength Bytes to come, if known: longer messages deserve larger tables. */
  constructor(key: Uint8Array, iv: Uint8Array, encrypts: boolean, expectedLength?: number) {
    const aes = new AesBlock(key);
    const hashKey = block();
    aes.encrypt(hashKey.words);
    const first = block();
    if (iv.length === 12) {
      first.bytes.set(iv);
      first.bytes[BLOCK - 1] = 1;
    } else {
      const hash = new GHASH(hashKey.bytes, iv.length);
      hash.update(Uint8Array.from(iv)).update(lengths(0, iv.length));
      first.bytes.set(hash.digest());
    }
    this.#ctr = new CtrMode(aes, first.bytes, 32);
    this.#mask = this.#ctr.update(new Uint8Array(BLOCK));
    this.#ghash = new GHASH(hashKey.bytes, expectedLength ?? 2048);
    this.#added = new BlockHash(this.#ghash);
    this.#encrypts = encrypts;
  }

  addData(data: Uint8Array): void {
    if (this.#data) throw unsupportedState();
    this.#added.update(data);
  }

  #begin(): BlockHash {
    if (!this.#data) {
      this.#added.pad();
      this.#data = new BlockHash(this.#ghash);
    }
    return this.#data;
  }

  update(data: Uint8Array): Uint8Array {
    const hash = this.#begin();
    if (!this.#encrypts) hash.update(data);
    const result = this.#ctr.update(data);
    if (this.#encrypts) hash.update(result);
    return result;
  }

  final(): Uint8Array {
    const hash = this.#begin();
    hash.pad();
    this.#ghash.update(lengths(this.#added.length, hash.length));
    this.#tag = this.#ghash.digest().map((byte, i) => byte ^ this.#mask[i]!);
    return nothing;
  }

  tag(): Uint8Array {
    return this.#tag;
  }
}
