/** Message digests by the names that OpenSSL knows them by. */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';
import { nativeError } from '../../bytes/native-error.ts';

// noble's hashers differ in their options only.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Digest = CHash<any, any>;

/** By canonical name. The rarer ones come from elsewhere when they are needed. */
const digests = new Map<string, Digest>(
  Object.entries({
    md5,
    sha1,
    sha224,
    sha256,
    sha384,
    sha512,
    'sha512-224': sha512_224,
    'sha512-256': sha512_256,
  }),
);

export function registerDigests(more: Record<string, Digest>): void {
  for (const [name, digest] of Object.entries(more)) digests.set(name, digest);
}

const rareNames = new Set([
  'blake2b512',
  'blake2s256',
  'ripemd160',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'shake128',
  'shake256',
]);
let loadRare: () => Record<string, Digest> = () => ({});

/** Says where the digests come from that few programs use; called when one of them is first needed. */
export function setRareDigests(load: () => Record<string, Digest>): void {
  loadRare = load;
}

/** `RSA-SHA256`, `SHA2-256`, `sha256WithRSAEncryption` and `SHA-256` are all `sha256`. */
const canonicalName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^(rsa-|ssl3-|id-rsassa-pkcs1-v1_5-with-)|with(rsa|rsaencryption)$/g, '')
    .replace(/^sha-?2?-?(224|256|384|512)/, 'sha$1')
    .replace(/^sha-1$|^sha1-2$/, 'sha1')
    .replace(/^sha512[/-]/, 'sha512-')
    .replace(/^(ripemd|rmd160|ripemd-160)$/, 'ripemd160')
    .replace(/^shake-/, 'shake')
    .replace(/^blake2(b-?512|s-?256)$/, (all) => all.replace('-', ''));

export function digestNamed(name: string): Digest | undefined {
  const canonical = canonicalName(name);
  if (!digests.has(canonical) && rareNames.has(canonical)) {
    registerDigests(loadRare());
  }
  return digests.get(canonical);
}

/** @throws {TypeError} `ERR_CRYPTO_INVALID_DIGEST` */
export function requireDigest(name: string): Digest {
  const digest = digestNamed(name);
  if (digest) return digest;
  throw nativeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`);
}

export const isExtendable = (name: string): boolean => canonicalName(name).startsWith('shake');

/** What `crypto.getHashes()` lists in Node 24, as far as it is here. */
export const digestNames = (): string[] =>
  (
    'RSA-MD5 RSA-RIPEMD160 RSA-SHA1 RSA-SHA1-2 RSA-SHA224 RSA-SHA256 RSA-SHA3-224 RSA-SHA3-256 ' +
    'RSA-SHA3-384 RSA-SHA3-512 RSA-SHA384 RSA-SHA512 RSA-SHA512/224 RSA-SHA512/256 blake2b512 ' +
    'blake2s256 id-rsassa-pkcs1-v1_5-with-sha3-224 id-rsassa-pkcs1-v1_5-with-sha3-256 ' +
    'id-rsassa-pkcs1-v1_5-with-sha3-384 id-rsassa-pkcs1-v1_5-with-sha3-512 md5 ' +
    'md5WithRSAEncryption ripemd ripemd160 ripemd160WithRSA rmd160 sha1 sha1WithRSAEncryption ' +
    'sha224 sha224WithRSAEncryption sha256 sha256WithRSAEncryption sha3-224 sha3-256 sha3-384 ' +
    'sha3-512 sha384 sha384WithRSAEncryption sha512 sha512-224 sha512-224WithRSAEncryption ' +
    'sha512-256 sha512-256WithRSAEncryption sha512WithRSAEncryption shake128 shake256 ssl3-md5 ' +
    'ssl3-sha1'
  )
    .split(' ')
    .filter((name) => digests.has(canonicalName(name)) || rareNames.has(canonicalName(name)));

const NOT_XOF = 'error:030000B2:digital envelope routines::not XOF or invalid length';

/** A hasher that can be fed; `outputLength` in bytes only for SHAKE, or what the digest has anyway. */
export function createDigest(name: string, digest: Digest, outputLength?: number): RunningDigest {
  if (outputLength === undefined) return digest.create();
  if (isExtendable(name)) return digest.create({ dkLen: outputLength });
  if (outputLength === digest.outputLen) return digest.create();
  throw Object.assign(new Error(NOT_XOF), {
    library: 'digital envelope routines',
    reason: 'not XOF or invalid length',
    code: 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH',
  });
}

export type RunningDigest = ReturnType<Digest['create']>;
