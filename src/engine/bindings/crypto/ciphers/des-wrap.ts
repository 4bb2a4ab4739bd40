/** Wrapping keys with triple DES. RFC 3217. */
import { BlockMode } from './block-modes.ts';
import { badDecrypt, unsupportedState } from './cipher-errors.ts';
import { TripleDes } from './des.ts';
import { join, nothing, type CipherMode } from './mode.ts';

const SECOND_IV = Uint8Array.of(0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05);
const HALF = 8;

export interface DesWrapHelp {
  sha1(bytes: Uint8Array): Uint8Array;
  randomBytes(count: number): Uint8Array;
}

/** Each `update` wraps or unwraps a key of its own, as OpenSSL's. */
export class DesWrapMode implements CipherMode {
  readonly #des: TripleDes;
  readonly #encrypts: boolean;
  readonly #help: DesWrapHelp;

  constructor(key: Uint8Array, encrypts: boolean, help: DesWrapHelp) {
    this.#des = new TripleDes(key);
    this.#encrypts = encrypts;
    this.#help = help;
  }

  #cbc(iv: Uint8Array, data: Uint8Array): Uint8Array {
    const mode = new BlockMode(this.#des, iv, this.#encrypts);
    mode.setAutoPadding(false);
    return mode.update(data);
  }

  update(data: Uint8Array): Uint8Array {
    if (data.length === 0 || data.length % HALF !== 0) throw unsupportedState();
    const checksum = (bytes: Uint8Array): Uint8Array => this.#help.sha1(bytes).subarray(0, HALF);
    if (this.#encrypts) {
      const iv = this.#help.randomBytes(HALF);
      const inner = join(iv, this.#cbc(iv, join(data, checksum(data))));
      return this.#cbc(SECOND_IV, inner.reverse());
    }
    if (data.length < 3 * HALF) throw unsupportedState();
    const inner = Uint8Array.from(this.#cbc(SECOND_IV, data)).reverse();
    const plain = this.#cbc(inner.subarray(0, HALF), inner.subarray(HALF));
    const key = plain.slice(0, -HALF);
    const expected = checksum(key);
    if (!plain.subarray(-HALF).every((byte, i) => byte === expected[i])) throw badDecrypt();
    return key;
  }

  final(): Uint8Array {
    return nothing;
  }
}
