/** `CipherBase` and what belongs to it: the binding's side of the chunk `ciphers`. */
import type { BytesInput } from '../../bytes/view.ts';
import { loadChunk } from '../../chunks/index.ts';
import { nodeData, type Any } from '../../core/node-data.ts';
import { runtime } from '../../core/runtime.ts';
import type { Cipher } from './ciphers/cipher.ts';
import { digestNamed } from './digests.ts';
import { asBuffer, copyBytes, dataBytes } from './input.ts';
import { jobClass } from './job.ts';
import { keyBytes, type KeyObjectHandle } from './key-object-handle.ts';
import { fillRandom } from './random.ts';

const constants: Record<string, Any> = nodeData.shapes.crypto ?? {};
const ENCRYPT: number = constants.kWebCryptoCipherEncrypt ?? 0;

let hasWarned = false;

function warnOfShortTag(): void {
  if (hasWarned) return;
  hasWarned = true;
  runtime.process.emitWarning(
    'Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength ' +
      'option when initializing decryption is deprecated.',
    'DeprecationWarning',
    'DEP0182',
  );
}

class CipherBase {
  #cipher: Cipher;

  /** @param tagLength -1: not given. */
  constructor(
    encrypts: boolean,
    name: string,
    key: BytesInput | KeyObjectHandle,
    iv: BytesInput | null,
    tagLength: number,
  ) {
    this.#cipher = new (loadChunk('ciphers').Cipher)({
      encrypts,
      name,
      key: keyBytes(key),
      iv: iv === null ? new Uint8Array(0) : dataBytes(iv),
      tagLength: tagLength < 0 ? undefined : tagLength,
      onShortTag: warnOfShortTag,
      sha1: digestNamed('sha1')!,
      randomBytes: (count) => fillRandom(new Uint8Array(count)),
    });
  }
  update(data: string | BytesInput, encoding?: string): Buffer {
    return asBuffer(this.#cipher.update(dataBytes(data, encoding)));
  }
  final(): Buffer {
    return asBuffer(this.#cipher.final());
  }
  setAutoPadding(on: boolean): boolean {
    return this.#cipher.setAutoPadding(on);
  }
  getAuthTag(): Buffer | undefined {
    const tag = this.#cipher.getAuthTag();
    return tag && asBuffer(tag);
  }
  setAuthTag(tag: BytesInput): boolean {
    return this.#cipher.setAuthTag(dataBytes(tag));
  }
  /** @param plaintextLength -1: not given. */
  setAAD(data: BytesInput, plaintextLength: number): boolean {
    const length = plaintextLength < 0 ? undefined : plaintextLength;
    return this.#cipher.setAAD(dataBytes(data), length);
  }
}

/** `AES_CTR`, by the number of the variant. */
const variants = new Map(
  Object.entries(constants).flatMap(([name, value]) => {
    const mode = /^kKeyVariant(AES_[A-Z]+)_\d+$/.exec(name)?.[1];
    return mode ? [[value as number, mode] as const] : [];
  }),
);

/** Results are `ArrayBuffer`s of their own. */
const publish = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const optionalBytes = (data: BytesInput | undefined): Uint8Array | undefined =>
  data === undefined ? undefined : copyBytes(data);

export const cipherFunctions = {
  CipherBase,
  getCiphers: (): string[] => loadChunk('ciphers').cipherNames(),
  /** Fills in `target` and returns it. */
  getCipherInfo(
    target: object,
    nameOrNumber: string | number,
    keyLength?: number,
    ivLength?: number,
  ): object | undefined {
    const info = loadChunk('ciphers').cipherInfo(nameOrNumber, keyLength, ivLength);
    return info && Object.assign(target, info);
  },

  AESCipherJob: jobClass(
    'AESCipherJob',
    (
      _mode,
      direction: number,
      key: KeyObjectHandle,
      data: BytesInput,
      variant: number,
      iv?: BytesInput,
      length?: number,
      added?: BytesInput,
    ) => {
      const ciphers = loadChunk('ciphers');
      const message = {
        encrypts: direction === ENCRYPT,
        key: keyBytes(key),
        data: copyBytes(data),
      };
      const vector = optionalBytes(iv) ?? new Uint8Array(0);
      const addedBytes = optionalBytes(added);
      return {
        now() {
          switch (variants.get(variant)) {
            case 'AES_CBC':
              return ciphers.aesCbc(message, vector);
            case 'AES_CTR':
              return ciphers.aesCtr(message, vector, length!);
            case 'AES_GCM':
              return ciphers.aesGcm(message, vector, length!, addedBytes);
            case 'AES_OCB':
              return ciphers.aesOcb(message, vector, length!, addedBytes);
            default:
              return ciphers.aesKw(message);
          }
        },
      };
    },
    publish,
  ),

  ChaCha20Poly1305CipherJob: jobClass(
    'ChaCha20Poly1305CipherJob',
    (
      _mode,
      direction: number,
      key: KeyObjectHandle,
      data: BytesInput,
      iv: BytesInput,
      added?: BytesInput,
    ) => {
      const message = {
        encrypts: direction === ENCRYPT,
        key: keyBytes(key),
        data: copyBytes(data),
      };
      const vector = copyBytes(iv);
      const addedBytes = optionalBytes(added);
      return { now: () => loadChunk('ciphers').chaCha20Poly1305(message, vector, addedBytes) };
    },
    publish,
  ),
};
