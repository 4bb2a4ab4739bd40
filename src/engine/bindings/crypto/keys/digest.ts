/** Digests as signatures and paddings use them: by canonical names that have an OID. */
import { nativeError } from '../../../bytes/native-error.ts';
import type { Digest } from '../digests.ts';
import { host } from './host.ts';
import { digestOid } from './oids.ts';

const CANONICAL = [
  ...['md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
  ...['sha512-224', 'sha512-256', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'],
];

export interface NamedDigest {
  name: string;
  oid: string | undefined;
  size: number;
  hash: Digest;
}

/** `RSA-SHA256` and `sha256` are one digest. */
export function findDigest(name: string): NamedDigest | undefined {
  // OpenSSL's old name of SHA-1 with DSA.
  if (/^dss1$/i.test(name)) return findDigest('sha1');
  const hash = host().digestNamed(name);
  if (!hash) return undefined;
  const canonical =
    CANONICAL.find((known) => host().digestNamed(known) === hash) ?? name.toLowerCase();
  return { name: canonical, oid: digestOid(canonical), size: hash.outputLen, hash };
}

/** @throws {TypeError} `ERR_CRYPTO_INVALID_DIGEST` */
export function requireDigest(name: string, what = 'digest'): NamedDigest {
  const digest = findDigest(name);
  if (digest) return digest;
  throw nativeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid ${what}: ${name}`);
}
