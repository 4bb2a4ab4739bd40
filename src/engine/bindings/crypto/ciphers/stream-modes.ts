/** CTR, CFB and OFB: modes that turn AES into a stream. NIST SP 800-38A. */
import { AesBlock, BLOCK, block, increment } from './aes-block.ts';
import { nothing, type CipherMode } from './mode.ts';

export class CtrMode implements CipherMode {
  #aes: AesBlock;
  #counter = block();
  #keystream = block();
  #used = BLOCK;
  #counterBits: number;

  /**
   * @param counter The first counter block, 16 bytes.
   * @param counterBits How many of its last bits count; the others never change.
   */
  constructor(aes: AesBlock, counter: Uint8Array, counterBits = 128) {
    this.#aes = aes;
    this.#counter.bytes.set(counter);
    this.#counterBits = counterBits;
  }

  #next(): void {
    this.#keystream.words.set(this.#counter.words);
    this.#aes.encrypt(this.#keystream.words);
    increment(this.#counter.bytes, this.#counterBits);
    this.#used = 0;
  }

  update(data: Uint8Array): Uint8Array<ArrayBuffer> {
    const result = Uint8Array.from(data);
    const { bytes, words } = this.#keystream;
    let at = 0;
    while (at < result.length) {
      if (this.#used === BLOCK) this.#next();
      if (this.#used === 0 && at % 4 === 0 && at + BLOCK <= result.length) {
        const part = new Uint32Array(result.buffer, at, 4);
        for (let i = 0; i < 4; i++) part[i]! ^= words[i]!;
        at += BLOCK;
        this.#used = BLOCK;
      } else {
        result[at++]! ^= bytes[this.#used++]!;
      }
    }
    return result;
  }

  final(): Uint8Array {
    return nothing;
  }
}

/** CFB with feedback of 16 bytes or of 1. */
export class CfbMode implements CipherMode {
  #aes: AesBlock;
  #encrypts: boolean;
  #feedback: 1 | 16;
  #register = block();
  #keystream = block();
  #used = BLOCK;

  constructor(key: Uint8Array, iv: Uint8Array, encrypts: boolean, feedback: 1 | 16) {
    this.#aes = new AesBlock(key);
    this.#register.bytes.set(iv);
    this.#encrypts = encrypts;
    this.#feedback = feedback;
  }

  update(data: Uint8Array): Uint8Array {
    const result = new Uint8Array(data.length);
    const register = this.#register.bytes;
    for (let at = 0; at < data.length; at++) {
      if (this.#feedback === 1 || this.#used === BLOCK) {
        this.#keystream.words.set(this.#register.words);
        this.#aes.encrypt(this.#keystream.words);
        this.#used = 0;
      }
      result[at] = data[at]! ^ this.#keystream.bytes[this.#used]!;
      const ciphertext = this.#encrypts ? result[at]! : data[at]!;
      if (this.#feedback === 1) {
        register.copyWithin(0, 1);
        register[BLOCK - 1] = ciphertext;
      } else {
        register[this.#used++] = ciphertext;
      }
    }
    return result;
  }

  final(): Uint8Array {
    return nothing;
  }
}

export class OfbMode implements CipherMode {
  #aes: AesBlock;
  #register = block();
  #used = BLOCK;

  constructor(key: Uint8Array, iv: Uint8Array) {
    this.#aes = new AesBlock(key);
    this.#register.bytes.set(iv);
  }

  update(data: Uint8Array): Uint8Array {
    return Uint8Array.from(data, (byte) => {
      if (this.#used === BLOCK) {
        this.#aes.encrypt(this.#register.words);
        this.#used = 0;
      }
      return byte ^ this.#register.bytes[this.#used++]!;
    });
  }

  final(): Uint8Array {
    return nothing;
  }
}
