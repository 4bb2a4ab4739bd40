/** AES-OCB in pieces. RFC 7253. */
import { AesBlock, BLOCK, block, type Block } from './aes-block.ts';
import { join, nothing, type AuthenticatedMode } from './mode.ts';

/** Doubling in GF(2¹²⁸). */
function double(value: Uint8Array): Block {
  const result = block();
  for (let i = 0; i < BLOCK; i++) result.bytes[i] = (value[i]! << 1) | ((value[i + 1] ?? 0) >>> 7);
  if (value[0]! & 0x80) result.bytes[BLOCK - 1]! ^= 0x87;
  return result;
}

const xor = (target: Block, other: Block): void => {
  for (let i = 0; i < 4; i++) target.words[i]! ^= other.words[i]!;
};

/** A short block, ended by a 1 bit. */
function padded(bytes: Uint8Array): Block {
  const result = block(bytes);
  result.bytes[bytes.length] = 0x80;
  return result;
}

export class OcbMode implements AuthenticatedMode {
  #aes: AesBlock;
  #encrypts: boolean;
  /** L_*, L_$, L_0, L_1 and so on of the RFC. */
  #star = block();
  #dollar: Block;
  #powers: Block[];
  #offset: Block;
  #checksum = block();
  #count = 0;
  #pending: Uint8Array = nothing;
  #added: Uint8Array = nothing;
  #tag: Uint8Array = nothing;

  constructor(key: Uint8Array, nonce: Uint8Array, tagLength: number, encrypts: boolean) {
    const aes = (this.#aes = new AesBlock(key));
    this.#encrypts = encrypts;
    aes.encrypt(this.#star.words);
    this.#dollar = double(this.#star.bytes);
    this.#powers = [double(this.#dollar.bytes)];
    this.#offset = this.#firstOffset(nonce, tagLength);
  }

  #firstOffset(nonce: Uint8Array, tagLength: number): Block {
    const top = block();
    top.bytes[0] = ((tagLength * 8) % 128) << 1;
    top.bytes[BLOCK - 1 - nonce.length]! |= 1;
    top.bytes.set(nonce, BLOCK - nonce.length);
    const bottom = top.bytes[BLOCK - 1]! & 63;
    top.bytes[BLOCK - 1]! &= 0xc0;
    this.#aes.encrypt(top.words);
    const stretch = join(
      top.bytes,
      top.bytes.subarray(0, 8).map((byte, i) => byte ^ top.bytes[i + 1]!),
    );
    const skip = bottom >>> 3;
    const shift = bottom & 7;
    const offset = block();
    for (let i = 0; i < BLOCK; i++) {
      offset.bytes[i] =
        (stretch[skip + i]! << shift) | ((stretch[skip + i + 1] ?? 0) >>> (8 - shift));
    }
    return offset;
  }

  /** L_i for the `n`th block, where i is the number of trailing zeros of n. */
  #power(n: number): Block {
    const zeros = 31 - Math.clz32(n & -n);
    while (this.#powers.length <= zeros) this.#powers.push(double(this.#powers.at(-1)!.bytes));
    return this.#powers[zeros]!;
  }

  addData(data: Uint8Array): void {
    this.#added = join(this.#added, data);
  }

  update(data: Uint8Array): Uint8Array {
    const all = join(this.#pending, data);
    const whole = all.length - (all.length % BLOCK);
    for (let at = 0; at < whole; at += BLOCK) {
      const one = block(all.subarray(at, at + BLOCK));
      xor(this.#offset, this.#power(++this.#count));
      if (this.#encrypts) xor(this.#checksum, one);
      xor(one, this.#offset);
      if (this.#encrypts) this.#aes.encrypt(one.words);
      else this.#aes.decrypt(one.words);
      xor(one, this.#offset);
      if (!this.#encrypts) xor(this.#checksum, one);
      all.set(one.bytes, at);
    }
    this.#pending = all.slice(whole);
    return all.subarray(0, whole);
  }

  final(): Uint8Array {
    let rest: Uint8Array = nothing;
    if (this.#pending.length > 0) {
      xor(this.#offset, this.#star);
      const pad = block(this.#offset.bytes);
      this.#aes.encrypt(pad.words);
      rest = this.#pending.map((byte, i) => byte ^ pad.bytes[i]!);
      xor(this.#checksum, padded(this.#encrypts ? this.#pending : rest));
    }
    const tag = block(this.#checksum.bytes);
    xor(tag, this.#offset);
    xor(tag, this.#dollar);
    this.#aes.encrypt(tag.words);
    xor(tag, this.#hash());
    this.#tag = tag.bytes;
    return rest;
  }

  /** HASH(K, A). */
  #hash(): Block {
    const sum = block();
    const offset = block();
    for (let at = 0, n = 1; at < this.#added.length; at += BLOCK, n++) {
      const part = this.#added.subarray(at, at + BLOCK);
      const isWhole = part.length === BLOCK;
      xor(offset, isWhole ? this.#power(n) : this.#star);
      const one = isWhole ? block(part) : padded(part);
      xor(one, offset);
      this.#aes.encrypt(one.words);
      xor(sum, one);
    }
    return sum;
  }

  tag(): Uint8Array {
    return this.#tag;
  }
}
