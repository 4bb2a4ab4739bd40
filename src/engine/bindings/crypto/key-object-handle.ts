/**
 * `KeyObjectHandle` and the native halves of `KeyObject` and `CryptoKey`. Secret keys are held here;
 * public and private ones by the chunk that `asymmetric.ts` loads.
 */
import { compareBytes } from '../../bytes/compare.ts';
import { base64urlSlice } from '../../bytes/base64.ts';
import { encodeString } from '../../bytes/encodings.ts';
import type { BytesInput } from '../../bytes/view.ts';
import { nodeError } from '../../core/runtime.ts';
import { nodeData, type Any, type Binding, type Fn } from '../../core/node-data.ts';
import { asBuffer, copyBytes, dataBytes } from './input.ts';
import { asymmetric } from './asymmetric.ts';
import type { KeyArguments } from './keys/import-key.ts';
import type { Key } from './keys/key.ts';

const constants = nodeData.shapes.crypto ?? {};
const SECRET: number = constants.kKeyTypeSecret ?? 0;
const FORMAT_JWK: number = constants.kKeyFormatJWK ?? 2;

const PRIVATE: number = constants.kKeyTypePrivate ?? 2;
const PUBLIC: number = constants.kKeyTypePublic ?? 1;

export class KeyObjectHandle {
  #type = SECRET;
  #bytes: Uint8Array = new Uint8Array(0);
  #key: Key | undefined;

  static bytesOf(handle: KeyObjectHandle): Uint8Array {
    return handle.#bytes;
  }
  static ofKey(isPrivate: boolean, key: Key): KeyObjectHandle {
    const handle = new KeyObjectHandle();
    handle.#type = isPrivate ? PRIVATE : PUBLIC;
    handle.#key = key;
    return handle;
  }
  static keyOf(handle: KeyObjectHandle): Key {
    return handle.#asymmetricKey();
  }

  init(type: number, data: BytesInput | { k: string }, ...more: Partial<KeyArguments>): this {
    this.#type = type;
    if (type !== SECRET) {
      const { keys } = asymmetric();
      const args = [data, ...more] as unknown as KeyArguments;
      this.#key =
        type === PRIVATE
          ? keys.importPrivate(...args)
          : keys.publicPart(keys.importPublicOrPrivate(...args));
      return this;
    }
    this.#bytes =
      more[0] === FORMAT_JWK
        ? encodeString((data as { k: string }).k, 'base64url')
        : copyBytes(data as BytesInput);
    return this;
  }
  getKeyType(): number {
    return this.#type;
  }
  getSymmetricKeySize(): number {
    return this.#bytes.length;
  }
  getAsymmetricKeyType(): string | undefined {
    return this.#key?.type;
  }
  keyDetail<T extends object>(target: T): T {
    return asymmetric().keys.keyDetails(this.#asymmetricKey(), target);
  }
  checkEcKeyData(): boolean {
    return asymmetric().keys.checkEcKey(this.#asymmetricKey());
  }
  export(
    format?: number,
    type?: number,
    cipher?: string | null,
    passphrase?: BytesInput | null,
  ): unknown {
    if (!this.#key) return asBuffer(this.#bytes.slice());
    const { keys } = asymmetric();
    const write = this.#type === PRIVATE ? keys.exportPrivate : keys.exportPublic;
    return write(this.#key, { format, type, cipher, passphrase });
  }
  exportJwk<T extends object>(target: T, allowPss = false): T {
    return this.#key
      ? asymmetric().keys.writeJwk(this.#key, this.#type === PRIVATE, target, allowPss)
      : Object.assign(target, { kty: 'oct', k: base64urlSlice(this.#bytes) });
  }
  rawPublicKey(): Buffer {
    return asymmetric().keys.rawPublic(this.#asymmetricKey());
  }
  rawPrivateKey(): Buffer {
    return asymmetric().keys.rawPrivate(this.#asymmetricKey());
  }
  rawSeed(): never {
    throw asymmetric().keys.incompatibleEncoding();
  }
  exportECPublicRaw(form: number): Buffer {
    return asymmetric().keys.exportEcPublic(this.#asymmetricKey(), form);
  }
  exportECPrivateRaw(): Buffer {
    return asymmetric().keys.rawPrivate(this.#asymmetricKey());
  }
  equals(other: KeyObjectHandle): boolean {
    if (this.#key && other.#key) return asymmetric().keys.equalKeys(this.#key, other.#key);
    return this.#key === other.#key && compareBytes(this.#bytes, other.#bytes) === 0;
  }

  #asymmetricKey(): Key {
    if (!this.#key) throw new (nodeError('ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE'))('secret', 'public');
    return this.#key;
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
