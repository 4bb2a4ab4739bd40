/**
 * `KeyObjectHandle` and the native halves of `KeyObject` and `CryptoKey`. Secret keys are held here;
 * public and private ones by the chunk that `asymmetric.ts` loads.
 */
import { compareBytes } from '../../bytes/compare.ts';
import { base64urlSlice } from '../../bytes/base64.ts';
import { encodeString } from '../../bytes/encodings.ts';
import type { BytesInput } from '../../bytes/view.ts';
import { nodeError, runtime } from '../../core/runtime.ts';
import { registerCloneable, registerReviver } from '../../core/transferable.ts';
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
const DER: number = constants.kKeyFormatDER ?? 0;

const PKCS8: number = constants.kKeyEncodingPKCS8 ?? 1;
const SPKI: number = constants.kKeyEncodingSPKI ?? 2;

/** A key on its way to another thread. */
interface KeyData {
  type: number;
  bytes: Uint8Array;
}

export class KeyObjectHandle {
  #type = SECRET;
  #bytes: Uint8Array = new Uint8Array(0);
  #key: Key | undefined;

  static bytesOf(handle: KeyObjectHandle): Uint8Array {
    return handle.#bytes;
  }
  /** The key without its object: secret bytes, or an encoding of the rest. */
  static dataOf(handle: KeyObjectHandle): KeyData {
    if (!handle.#key) return { type: handle.#type, bytes: handle.#bytes };
    const encoding = handle.#type === PRIVATE ? PKCS8 : SPKI;
    return { type: handle.#type, bytes: handle.export(DER, encoding) as Uint8Array };
  }
  static fromData({ type, bytes }: KeyData): KeyObjectHandle {
    const encoding = type === PRIVATE ? PKCS8 : SPKI;
    return type === SECRET
      ? new KeyObjectHandle().init(type, bytes)
      : new KeyObjectHandle().init(type, bytes, DER, encoding, null);
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

registerCloneable(
  KeyObjectHandle,
  'crypto:KeyObjectHandle',
  KeyObjectHandle.dataOf,
  (data, original) => original ?? KeyObjectHandle.fromData(data),
);

const KEY_CLASSES = ['SecretKeyObject', 'PublicKeyObject', 'PrivateKeyObject'];

/** The classes of `lib/internal/crypto/keys.js`, whose objects are as native as what they extend. */
function cloneKeyObjects(classes: Any[]): void {
  for (const keyClass of classes) {
    registerCloneable<object, KeyData>(
      keyClass,
      'crypto:KeyObject',
      (key) => KeyObjectHandle.dataOf(NativeKeyObject.slotsOf(key)[1] as KeyObjectHandle),
      reviveKeyObject,
    );
  }
}
function reviveKeyObject(data: KeyData, original?: object): object {
  const handle = original
    ? (NativeKeyObject.slotsOf(original)[1] as KeyObjectHandle)
    : KeyObjectHandle.fromData(data);
  return new (runtime.require('internal/crypto/keys')[KEY_CLASSES[data.type]!])(handle);
}
registerReviver('crypto:KeyObject', reviveKeyObject);

interface CryptoKeyData extends KeyData {
  algorithm: object;
  usagesMask: number;
  extractable: boolean;
}
function cloneCryptoKeys(cryptoKeyClass: Any): void {
  registerCloneable<object, CryptoKeyData>(
    cryptoKeyClass,
    'crypto:CryptoKey',
    (key) => {
      const [, extractable, algorithm, usagesMask, handle] = NativeCryptoKey.slotsOf(key) as Any[];
      return { ...KeyObjectHandle.dataOf(handle), algorithm, usagesMask, extractable };
    },
    reviveCryptoKey,
  );
}
function reviveCryptoKey(data: CryptoKeyData, original?: object): object {
  // It defines the class.
  runtime.require('internal/crypto/keys');
  const handle = original
    ? (NativeCryptoKey.slotsOf(original)[4] as KeyObjectHandle)
    : KeyObjectHandle.fromData(data);
  return makeCryptoKey(handle, data.algorithm, data.usagesMask, data.extractable);
}
registerReviver('crypto:CryptoKey', reviveCryptoKey);

export const keyFunctions: Binding = {
  KeyObjectHandle,
  // `lib` defines its classes on top of the native ones, and gets them back.
  createNativeKeyObjectClass(define: Fn) {
    const classes = define(NativeKeyObject);
    cloneKeyObjects(classes.slice(1));
    return classes;
  },
  getKeyObjectSlots: NativeKeyObject.slotsOf,
  createCryptoKeyClass(define: Fn) {
    const classes = define(NativeCryptoKey);
    InternalCryptoKey = classes[1];
    cloneCryptoKeys(InternalCryptoKey);
    return classes;
  },
  getCryptoKeySlots: NativeCryptoKey.slotsOf,
};
