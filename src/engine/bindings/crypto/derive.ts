/** Key derivation: PBKDF2, scrypt and HKDF. Checked and computed apart, as in Node. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { nativeError } from '../../bytes/native-error.ts';
import { browser } from '../../core/browser.ts';
import { requireDigest } from './digests.ts';

/** Work of a job: at once, or by the browser in the background if it can do it. */
export interface Work<T> {
  now(): T;
  later?(): Promise<T> | undefined;
}

/** Digests that PBKDF2 of the Web Cryptography API knows, by Node's name. */
const webDigests: Record<string, string> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

export function pbkdf2Work(
  password: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
  length: number,
  digest: string,
): Work<Uint8Array> {
  const hash = requireDigest(digest);
  return {
    now: () =>
      length === 0
        ? new Uint8Array(0)
        : pbkdf2(hash, password, salt, { c: iterations, dkLen: length }),
    later() {
      const web = webDigests[digest.toLowerCase().replace('-', '')];
      const subtle = browser.crypto?.subtle as SubtleCrypto | undefined;
      // Browsers disagree about empty passwords and results; pages without TLS have no `subtle`.
      if (!web || !subtle || password.length === 0 || length === 0) return undefined;
      return subtle
        .importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
        .then((key) =>
          subtle.deriveBits({ name: 'PBKDF2', hash: web, salt, iterations }, key, length * 8),
        )
        .then((bits) => new Uint8Array(bits));
    },
  };
}

export function scryptWork(
  password: Uint8Array,
  salt: Uint8Array,
  N: number,
  r: number,
  p: number,
  maxMemory: number,
  length: number,
): Work<Uint8Array> {
  if (N < 2 || (N & (N - 1)) !== 0 || r < 1 || p < 1) {
    throw invalidScrypt('');
  }
  // As OpenSSL counts: the blocks of all lanes and the table of one; N < 2^(128r/8) is RFC 7914's.
  const isTooLong = p * r > 2 ** 30 - 1 || (r <= 3 && N >= 2 ** (16 * r));
  if (isTooLong || 128 * r * (p + N + 2) > maxMemory) {
    throw invalidScrypt(': error:030000AC:digital envelope routines::memory limit exceeded');
  }
  return {
    now: () =>
      length === 0
        ? new Uint8Array(0)
        : scrypt(password, salt, { N, r, p, dkLen: length, maxmem: 2 ** 40 }),
  };
}

const invalidScrypt = (reason: string): RangeError =>
  nativeError(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${reason}`);

export function hkdfWork(
  digest: string,
  key: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Work<Uint8Array> {
  const hash = requireDigest(digest);
  if (length > 255 * hash.outputLen) {
    throw nativeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
  }
  return {
    now: () => (length === 0 ? new Uint8Array(0) : hkdf(hash, key, salt, info, length)),
  };
}
