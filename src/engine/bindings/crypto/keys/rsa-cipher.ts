/** `publicEncrypt` and its three siblings, and `RSACipherJob` of `crypto.subtle`. */
import { hmac } from '@noble/hashes/hmac.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { nativeError } from '../../../bytes/native-error.ts';
import type { BytesInput } from '../../../bytes/view.ts';
import { byteLength, toBytes } from './big-int.ts';
import { copyBytes, dataBytes, toArrayBuffer } from './data.ts';
import { findDigest, requireDigest, type NamedDigest } from './digest.ts';
import { host } from './host.ts';
import { importPrivate, importPublicOrPrivate, type KeyArguments } from './import-key.ts';
import type { Key, RsaKey } from './key.ts';
import { opensslError } from './openssl-error.ts';
import {
  padOaep,
  padPkcs1,
  privateOperation,
  publicOperation,
  unpadOaep,
  unpadPkcs1,
} from './rsa.ts';

const PADDING = { pkcs1: 1, none: 3, oaep: 4 } as const;

type CipherArguments = [
  ...Required<KeyArguments>,
  data: BytesInput,
  padding: number,
  oaepHash?: string,
  oaepLabel?: BytesInput,
];

interface Call {
  key: RsaKey;
  data: Uint8Array;
  padding: number;
  digest: NamedDigest;
  label: Uint8Array;
}

function requireRsa(key: Key): RsaKey {
  if (key.type !== 'rsa') throw opensslError('notSupportedForKey');
  return key;
}

function prepare(importKey: (...args: KeyArguments) => Key, args: CipherArguments): Call {
  const [keyData, format, type, passphrase, curve, data, padding, oaepHash, oaepLabel] = args;
  const digest = findDigest(oaepHash ?? 'sha1');
  if (!digest) throw nativeError(Error, 'ERR_OSSL_EVP_INVALID_DIGEST', 'Invalid digest used');
  const key = requireRsa(importKey(keyData, format, type, passphrase, curve));
  const label = oaepLabel ? dataBytes(oaepLabel) : new Uint8Array(0);
  return { key, padding, digest, label, data: dataBytes(data) };
}

/** OAEP is known, but not for every operation. */
const unsupported = (padding: number): Error =>
  opensslError(padding === PADDING.oaep ? 'unsupportedPadding' : 'unknownPadding');

function exactly(key: RsaKey, data: Uint8Array): Uint8Array {
  const size = byteLength(key.n);
  if (data.length > size) throw opensslError('dataTooLargeForKeySize');
  if (data.length < size) throw opensslError('dataTooSmallForKeySize');
  return data;
}

/** OpenSSL's pseudo-random function for `implicitRejection`. */
function derive(key: Uint8Array, label: string, length: number): Uint8Array {
  const hash = requireDigest('sha256').hash;
  const bits = length * 8;
  const parts: Uint8Array[] = [];
  for (let i = 0; i * 32 < length; i++) {
    const input = [Uint8Array.of(i >> 8, i), utf8ToBytes(label), Uint8Array.of(bits >> 8, bits)];
    parts.push(hmac(hash, key, concatBytes(...input)));
  }
  return concatBytes(...parts).subarray(0, length);
}

/**
 * What decrypting a wrongly padded message gives: always the same noise, so that an attacker learns
 * nothing from the error that there would be (Bleichenbacher's attack).
 */
function implicitRejection(key: RsaKey, data: Uint8Array): Uint8Array {
  const size = byteLength(key.n);
  const secret = requireDigest('sha256').hash(toBytes(key.secret!.d, size));
  const padded = concatBytes(new Uint8Array(size - data.length), data);
  const derived = hmac(requireDigest('sha256').hash, secret, padded);
  const limit = size - 10;
  const filled = 2 ** Math.ceil(Math.log2(limit + 1)) - 1;
  const candidates = derive(derived, 'length', 256);
  let length = 0;
  for (let i = 0; i < candidates.length; i += 2) {
    const candidate = ((candidates[i]! << 8) | candidates[i + 1]!) & filled;
    if (candidate < limit) length = candidate;
  }
  return derive(derived, 'message', size).slice(size - length);
}

function encryptWithPublic({ key, data, padding, digest, label }: Call): Uint8Array {
  switch (padding) {
    case PADDING.oaep:
      return publicOperation(key, padOaep(key, data, digest, label));
    case PADDING.pkcs1:
      return publicOperation(key, padPkcs1(key, data, 2));
    case PADDING.none:
      return publicOperation(key, exactly(key, data));
  }
  throw unsupported(padding);
}

function decryptWithPrivate({ key, data, padding, digest, label }: Call): Uint8Array {
  const plain = (): Uint8Array => privateOperation(key, data);
  if (data.length > byteLength(key.n)) throw opensslError('dataTooLargeForModulus');
  switch (padding) {
    case PADDING.oaep:
      return unpadOaep(key, plain(), digest, label);
    case PADDING.pkcs1:
      return unpadPkcs1(plain(), 2) ?? implicitRejection(key, data);
    case PADDING.none:
      return plain();
  }
  throw unsupported(padding);
}

function encryptWithPrivate({ key, data, padding }: Call): Uint8Array {
  switch (padding) {
    case PADDING.pkcs1:
      return privateOperation(key, padPkcs1(key, data, 1));
    case PADDING.none:
      return privateOperation(key, exactly(key, data));
  }
  throw unsupported(padding);
}

function decryptWithPublic({ key, data, padding }: Call): Uint8Array {
  if (padding === PADDING.none) return publicOperation(key, data);
  if (padding !== PADDING.pkcs1) throw unsupported(padding);
  const padded = publicOperation(key, data);
  if (padded[0] === 0 && padded[1] !== 1) throw opensslError('blockType');
  const message = unpadPkcs1(padded, 1);
  if (!message) throw opensslError('invalidPadding');
  return message;
}

const cipher =
  (importKey: (...args: KeyArguments) => Key, run: (call: Call) => Uint8Array) =>
  (...args: CipherArguments): Buffer =>
    host().asBuffer(run(prepare(importKey, args)));

export const rsaCipherFunctions = {
  publicEncrypt: cipher(importPublicOrPrivate, encryptWithPublic),
  publicDecrypt: cipher(importPublicOrPrivate, decryptWithPublic),
  privateEncrypt: cipher(importPrivate, encryptWithPrivate),
  privateDecrypt: cipher(importPrivate, decryptWithPrivate),
};

export const makeRsaCipherJob = () =>
  host().jobClass(
    'RSACipherJob',
    (
      _mode: number,
      cipherMode: number,
      handle: object,
      data: BytesInput,
      _variant: number,
      hash: string,
      label?: BytesInput,
    ) => {
      const call: Call = {
        key: requireRsa(host().keyOf(handle)),
        data: copyBytes(data),
        padding: PADDING.oaep,
        digest: requireDigest(hash),
        label: label ? copyBytes(label) : new Uint8Array(0),
      };
      const run =
        cipherMode === host().constants.kWebCryptoCipherEncrypt
          ? encryptWithPublic
          : decryptWithPrivate;
      return { now: () => toArrayBuffer(run(call)) };
    },
  );
