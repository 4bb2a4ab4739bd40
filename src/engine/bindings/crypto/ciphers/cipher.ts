/** `createCipheriv` and `createDecipheriv`: the checks and states of Node's `CipherBase`. */
import { nativeError } from '../../../bytes/native-error.ts';
import { BlockMode } from './block-modes.ts';
import { ccm } from './ccm.ts';
import { AesBlock } from './aes-block.ts';
import { ChaCha20Mode, ChaCha20Poly1305Mode } from './chacha.ts';
import {
  cannotAuthenticate,
  invalidIv,
  invalidMessageLength,
  invalidTagLength,
  unsupportedState,
} from './cipher-errors.ts';
import { cipherNamed, takesIvLength, type CipherInfo } from './cipher-table.ts';
import { TripleDes } from './des.ts';
import { DesWrapMode, type DesWrapHelp } from './des-wrap.ts';
import { GcmMode } from './gcm.ts';
import { KeyWrapMode } from './key-wrap.ts';
import { nothing, type AuthenticatedMode, type CipherMode } from './mode.ts';
import { OcbMode } from './ocb.ts';
import { CfbMode, CtrMode, OfbMode } from './stream-modes.ts';

const isGcmTagLength = (length: number): boolean =>
  length === 4 || length === 8 || (length >= 12 && length <= 16);

const takesTagLength: Partial<Record<CipherInfo['kind'], (length: number) => boolean>> = {
  gcm: isGcmTagLength,
  ccm: (length) => length >= 4 && length <= 16 && length % 2 === 0,
  ocb: (length) => length <= 16,
  'chacha20-poly1305': (length) => length <= 16,
};

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

const MAX_INT = 2 ** 31 - 1;

export interface CipherOptions extends DesWrapHelp {
  encrypts: boolean;
  name: string;
  key: Uint8Array;
  iv: Uint8Array;
  /** `undefined`: not given. */
  tagLength: number | undefined;
  /** Called when a tag shorter than 16 bytes is set that was not announced. */
  onShortTag?: () => void;
}

export class Cipher {
  #info: CipherInfo;
  #options: CipherOptions;
  #tagLength: number | undefined;
  #mode: CipherMode | AuthenticatedMode | CcmMode | undefined;
  #expectedTag: Uint8Array | undefined;
  #tag: Uint8Array | undefined;
  #hasData = false;

  /** @throws Error with Node's codes for a name, key, vector or tag length that does not fit. */
  constructor(options: CipherOptions) {
    const { name, key, iv } = options;
    const info = cipherNamed(name);
    if (!info) throw nativeError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
    this.#info = info;
    this.#options = options;
    const isMissing = iv.length === 0 && info.ivLength !== 0;
    if (isMissing || !(takesIvLength(info, iv.length) || iv.length + info.ivLength === 0)) {
      throw invalidIv();
    }
    this.#tagLength = this.#checkTagLength();
    if (key.length !== info.keyLength) {
      throw nativeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
    }
    this.#mode = this.#createMode();
  }

  get #authenticates(): boolean {
    return this.#info.kind in takesTagLength;
  }

  #checkTagLength(): number | undefined {
    const { kind } = this.#info;
    const { tagLength, name } = this.#options;
    const takes = takesTagLength[kind];
    if (!takes) return undefined;
    if (tagLength === undefined) {
      if (kind === 'gcm') return undefined;
      if (kind === 'chacha20-poly1305') return 16;
      throw nativeError(
        TypeError,
        'ERR_CRYPTO_INVALID_AUTH_TAG',
        `authTagLength required for ${name}`,
      );
    }
    if (!takes(tagLength)) throw invalidTagLength(tagLength);
    return tagLength;
  }

  #createMode(): CipherMode | CcmMode {
    const { key, iv, encrypts } = this.#options;
    switch (this.#info.kind) {
      case 'ecb':
        return new BlockMode(new AesBlock(key), undefined, encrypts);
      case 'cbc':
        return new BlockMode(new AesBlock(key), iv, encrypts);
      case 'des-ecb':
        return new BlockMode(new TripleDes(key), undefined, encrypts);
      case 'des-cbc':
        return new BlockMode(new TripleDes(key), iv, encrypts);
      case 'des-wrap':
        return new DesWrapMode(key, encrypts, this.#options);
      case 'ctr':
        return new CtrMode(new AesBlock(key), iv);
      case 'cfb':
        return new CfbMode(key, iv, encrypts, 16);
      case 'cfb8':
        return new CfbMode(key, iv, encrypts, 1);
      case 'ofb':
        return new OfbMode(key, iv);
      case 'gcm':
        return new GcmMode(key, iv, encrypts);
      case 'ccm':
        return new CcmMode(key, iv, this.#tagLength!, encrypts);
      case 'ocb':
        return new OcbMode(key, iv, this.#tagLength!, encrypts);
      case 'chacha20-poly1305':
        return new ChaCha20Poly1305Mode(key, iv, encrypts);
      case 'chacha20': {
        // OpenSSL's vector is the counter, little-endian, and the nonce.
        const counter = new DataView(iv.buffer, iv.byteOffset).getUint32(0, true);
        return new ChaCha20Mode(key, iv.subarray(4), counter);
      }
      case 'wrap':
      case 'wrap-pad':
        return new KeyWrapMode(key, iv, encrypts);
    }
  }

  /** @throws Error when it is too late or the message is too long. */
  update(data: Uint8Array): Uint8Array {
    const mode = this.#mode;
    // OpenSSL counts by an `int`.
    const room = MAX_INT - (this.#info.blockSize ?? 1);
    if (!mode || data.length > room) throw unsupportedState();
    if (mode instanceof CcmMode && data.length > mode.longest) throw invalidMessageLength();
    this.#hasData = true;
    return mode.update(data, this.#expectedTag);
  }

  final(): Uint8Array {
    const mode = this.#mode;
    if (!mode) throw nativeError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state');
    // Whatever comes of it, there is no second time.
    this.#mode = undefined;
    const rest = mode.final();
    if (!this.#authenticates) return rest;
    const { encrypts } = this.#options;
    if (encrypts) {
      this.#tagLength ??= 16;
      this.#tag = (mode as AuthenticatedMode).tag().slice(0, this.#tagLength);
      return rest;
    }
    if (mode instanceof CcmMode) {
      if (mode.failed) throw cannotAuthenticate();
      return nothing;
    }
    const expected = this.#expectedTag;
    const tag = (mode as AuthenticatedMode).tag();
    if (!expected || !sameBytes(tag.subarray(0, expected.length), expected)) {
      throw cannotAuthenticate();
    }
    return rest;
  }

  /** Whether it was the right moment. */
  setAutoPadding(on: boolean): boolean {
    if (!this.#mode) return false;
    (this.#mode as CipherMode).setAutoPadding?.(on);
    return true;
  }

  /** `undefined` before `final`, and in modes without one. */
  getAuthTag(): Uint8Array | undefined {
    return this.#mode ? undefined : this.#tag;
  }

  setAuthTag(tag: Uint8Array): boolean {
    const { encrypts, onShortTag } = this.#options;
    if (!this.#mode || !this.#authenticates || encrypts || this.#expectedTag) return false;
    const announced = this.#tagLength;
    const isValid =
      this.#info.kind === 'gcm'
        ? (announced ?? tag.length) === tag.length && isGcmTagLength(tag.length)
        : announced === tag.length;
    if (!isValid) throw invalidTagLength(tag.length);
    if (announced === undefined && tag.length < 16) onShortTag?.();
    this.#tagLength = tag.length;
    this.#expectedTag = Uint8Array.from(tag);
    return true;
  }

  setAAD(data: Uint8Array, plaintextLength: number | undefined): boolean {
    const mode = this.#mode;
    if (!mode || !this.#authenticates) return false;
    if (mode instanceof CcmMode) {
      if (plaintextLength === undefined) {
        throw nativeError(
          TypeError,
          'ERR_MISSING_ARGS',
          'options.plaintextLength required for CCM mode with AAD',
        );
      }
      if (plaintextLength > mode.longest) throw invalidMessageLength();
      mode.announce(plaintextLength);
    }
    if (this.#hasData) return false;
    (mode as AuthenticatedMode).addData(data);
    return true;
  }
}

/** CCM has one message only, which comes in one piece. */
class CcmMode {
  failed = false;
  #key: Uint8Array;
  #nonce: Uint8Array;
  #tagLength: number;
  #encrypts: boolean;
  #added: Uint8Array = nothing;
  #announced: number | undefined;
  #state: 'empty' | 'done' = 'empty';
  #tag: Uint8Array = nothing;

  constructor(key: Uint8Array, nonce: Uint8Array, tagLength: number, encrypts: boolean) {
    this.#key = Uint8Array.from(key);
    this.#nonce = Uint8Array.from(nonce);
    this.#tagLength = tagLength;
    this.#encrypts = encrypts;
  }

  /** The most bytes that a message may have: what the nonce leaves of the block for its length. */
  get longest(): number {
    const bits = 8 * (15 - this.#nonce.length);
    return bits >= 31 ? 0x7fffffff : 2 ** bits - 1;
  }

  announce(length: number): void {
    this.#announced = length;
  }

  addData(data: Uint8Array): void {
    this.#added = Uint8Array.from(data);
  }

  update(data: Uint8Array, expectedTag?: Uint8Array): Uint8Array {
    const isAnnounced = this.#announced === undefined || this.#announced === data.length;
    if (this.#state === 'done' || (this.#encrypts && !isAnnounced)) throw unsupportedState();
    this.#state = 'done';
    const { result, tag } = ccm({
      key: this.#key,
      nonce: this.#nonce,
      tagLength: this.#tagLength,
      added: this.#added,
      data,
      encrypts: this.#encrypts,
    });
    this.#tag = tag;
    if (this.#encrypts) return result;
    // Nothing of a message that is not authentic may be seen; `final` says so.
    this.failed = !isAnnounced || !expectedTag || !sameBytes(tag, expectedTag);
    return this.failed ? nothing : result;
  }

  final(): Uint8Array {
    if (this.#encrypts && this.#state === 'empty') this.update(nothing);
    return nothing;
  }

  tag(): Uint8Array {
    return this.#tag;
  }
}
