/** Secret keys: `KeyObjectHandle` and the native halves of `KeyObject` and `CryptoKey`. */
import { compareBytes } from '../../bytes/compare.ts';
import { base64urlSlice } from '../../bytes/base64.ts';
import { encodeString } from '../../bytes/encodings.ts';
import type { BytesInput } from '../../bytes/view.ts';
import { nodeError } from '../../core/runtime.ts';
import { nodeData, type Any, type Binding, type Fn } from '../../core/node-data.ts';
import { asBuffer, copyBytes, dataBytes } from './input.ts';
import { unavailable } from './unavailable.ts';

const constants = nodeData.shapes.crypto ?? {};
const SECRET: number = constants.kKeyTypeSecret ?? 0;
const FORMAT_JWK: number = constants.kKeyFormatJWK ?? 2;

const asymmetric = (): TypeError =>
  unavailable('public and private keys (RSA, EC, Ed25519 and others)');

export class KeyObjectHandle {
  #bytes: Uint8Array = new Uint8Array(0);

  static bytesOf(handle: KeyObjectHandle): Uint8Array {
    return handle.#bytes;
  }

  init(type: number, data: BytesInput | { k: string }, format?: number): this {
    if (type !== SECRET) throw asymmetric();
    this.#bytes =
      format === FORMAT_JWK
        ? encodeString((data as { k: string }).k, 'base64url')
        : copyBytes(data as BytesInput);
    return this;
  }
  getKeyType(): number {
    return SECRET;
  }
  getSymmetricKeySize(): number {
    return this.#bytes.length;
  }
  export(): Buffer {
    return asBuffer(this.#bytes.slice());
  }
  exportJwk<T extends object>(target: T): T {
    return Object.assign(target, { kty: 'oct', k: base64urlSlice(this.#bytes) });
  }
  equals(other: KeyObjectHandle): boolean {
    return compareBytes(this.#bytes, other.#bytes) === 0;
  }
}

/** A key as native code gets it: bytes, or the handle of a `KeyObject`. */
export const keyBytes = (key: BytesInput | KeyObjectHandle | undefined): Uint8Array =>
  key === undefined
    ? new Uint8Array(0)
    : key instanceof KeyObjectHandle
      ? KeyObjectHandle.bytesOf(key)
      : dataBytes(key);

/** Native halves keep what they know in private fields: nothing of it shows or can be forged. */
class NativeKeyObject {
  #handle: KeyObjectHandle;
  constructor(handle: KeyObjectHandle) {
    this.#handle = handle;
  }
  static slotsOf(key: object): unknown[] {
    if (!(#handle in key)) throw new (nodeError('ERR_INVALID_THIS'))('KeyObject');
    return [key.#handle.getKeyType(), key.#handle];
  }
}

class NativeCryptoKey {
  #slots: unknown[];
  constructor(
    handle: KeyObjectHandle,
    algorithm: object,
    usagesMask: number,
    extractable: boolean,
  ) {
    this.#slots = [handle.getKeyType(), extractable, algorithm, usagesMask, handle];
  }
  static slotsOf(key: object): unknown[] {
    if (!(#slots in key)) throw new (nodeError('ERR_INVALID_THIS'))('CryptoKey');
    return [...key.#slots];
  }
}

let InternalCryptoKey: Any;
/** A `CryptoKey`, made by the class that `lib/internal/crypto/keys.js` defines. */
export const makeCryptoKey = (
  handle: KeyObjectHandle,
  algorithm: object,
  usagesMask: number,
  extractable: boolean,
): object => new InternalCryptoKey(handle, algorithm, usagesMask, extractable);

export const keyFunctions: Binding = {
  KeyObjectHandle,
  // `lib` defines its classes on top of the native ones, and gets them back.
  createNativeKeyObjectClass: (define: Fn) => define(NativeKeyObject),
  getKeyObjectSlots: NativeKeyObject.slotsOf,
  createCryptoKeyClass(define: Fn) {
    const classes = define(NativeCryptoKey);
    InternalCryptoKey = classes[1];
    return classes;
  },
  getCryptoKeySlots: NativeCryptoKey.slotsOf,
};
