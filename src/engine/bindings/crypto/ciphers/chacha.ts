/** ChaCha20, alone and with Poly1305, in pieces. RFC 8439. */
import { Poly1305 } from '@noble/ciphers/_poly1305.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { unsupportedState } from './cipher-errors.ts';
import { nothing, type AuthenticatedMode, type CipherMode } from './mode.ts';

const BLOCK = 64;

export class ChaCha20Mode implements CipherMode {
  #key: Uint8Array;
  #nonce: Uint8Array;
  #counter: number;
  /** Bytes of the current block that are used up. */
  #used = 0;

  /** @param nonce 12 bytes. */
  constructor(key: Uint8Array, nonce: Uint8Array, counter: number) {
    this.#key = Uint8Array.from(key);
    this.#nonce = Uint8Array.from(nonce);
    this.#counter = counter;
  }

  update(data: Uint8Array): Uint8Array {
    const shifted = new Uint8Array(this.#used + data.length);
    shifted.set(data, this.#used);
    const result = chacha20(this.#key, this.#nonce, shifted, undefined, this.#counter);
    this.#counter += Math.floor(shifted.length / BLOCK);
    const skip = this.#used;
    this.#used = shifted.length % BLOCK;
    return result.subarray(skip);
  }

  final(): Uint8Array {
    return nothing;
  }
}

export class ChaCha20Poly1305Mode implements AuthenticatedMode {
  #cipher: ChaCha20Mode;
  #mac: Poly1305;
  #encrypts: boolean;
  #addedLength = 0;
  #dataLength = -1;
  #tag: Uint8Array = nothing;

  constructor(key: Uint8Array, nonce: Uint8Array, encrypts: boolean) {
    this.#cipher = new ChaCha20Mode(key, nonce, 1);
    const macKey = chacha20(Uint8Array.from(key), Uint8Array.from(nonce), new Uint8Array(32));
    this.#mac = new Poly1305(macKey);
    this.#encrypts = encrypts;
  }

  addData(data: Uint8Array): void {
    if (this.#dataLength >= 0) throw unsupportedState();
    this.#mac.update(Uint8Array.from(data));
    this.#addedLength += data.length;
  }

  #pad(length: number): void {
    this.#mac.update(new Uint8Array((16 - (length % 16)) % 16));
  }

  #begin(): void {
    if (this.#dataLength >= 0) return;
    this.#pad(this.#addedLength);
    this.#dataLength = 0;
  }

  update(data: Uint8Array): Uint8Array {
    this.#begin();
    const result = this.#cipher.update(data);
    this.#mac.update(Uint8Array.from(this.#encrypts ? result : data));
    this.#dataLength += data.length;
    return result;
  }

  final(): Uint8Array {
    this.#begin();
    this.#pad(this.#dataLength);
    const lengths = new DataView(new ArrayBuffer(16));
    lengths.setBigUint64(0, BigInt(this.#addedLength), true);
    lengths.setBigUint64(8, BigInt(this.#dataLength), true);
    this.#tag = this.#mac.update(new Uint8Array(lengths.buffer)).digest();
    return nothing;
  }

  tag(): Uint8Array {
    return this.#tag;
  }
}
