/** RSA with the encodings of PKCS #1 version 2.2 (RFC 8017). */
import { concatBytes } from '@noble/hashes/utils.js';
import { bitLength, byteLength, mod, modPow, toBigInt, toBytes } from './big-int.ts';
import { nothing, octets, oid, sequence } from './der.ts';
import type { NamedDigest } from './digest.ts';
import { randomBytes } from './host.ts';
import type { RsaKey } from './key.ts';
import { opensslError } from './openssl-error.ts';

const modulusSize = ({ n }: RsaKey): number => byteLength(n);

/** @throws when the bytes are no number below the modulus. */
export function publicOperation(key: RsaKey, bytes: Uint8Array): Uint8Array {
  const value = toBigInt(bytes);
  if (value >= key.n) throw opensslError('dataTooLargeForModulus');
  return toBytes(modPow(value, key.e, key.n), modulusSize(key));
}

/**
 * By the Chinese remainder theorem. Not blinded: `BigInt` cannot be made constant in time, and the
 * only one who could measure it is the reader whose tab this is.
 * @throws when the bytes are no number below the modulus.
 */
export function privateOperation(key: RsaKey, bytes: Uint8Array): Uint8Array {
  const value = toBigInt(bytes);
  if (value >= key.n) throw opensslError('dataTooLargeForModulus');
  const { p, q, dp, dq, qi, d } = key.secret!;
  let result = modPow(value, dq, q);
  result += mod(qi * (modPow(value, dp, p) - result), p) * q;
  // With damaged factors this would give away the others (Boneh, DeMillo, Lipton).
  if (modPow(result, key.e, key.n) !== value) result = modPow(value, d, key.n);
  return toBytes(result, modulusSize(key));
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
};

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!);

/** MGF1, appendix B.2.1. */
function mask(seed: Uint8Array, length: number, { hash, size }: NamedDigest): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0; i * size < length; i++) {
    const counter = Uint8Array.of(i >>> 24, i >>> 16, i >>> 8, i);
    parts.push(hash(concatBytes(seed, counter)));
  }
  return concatBytes(...parts).subarray(0, length);
}

/** EMSA-PKCS1-v1_5, section 9.2. */
function encodePkcs1(digest: NamedDigest, hashed: Uint8Array, size: number): Uint8Array {
  const info = digest.oid ? sequence(sequence(oid(digest.oid), nothing()), octets(hashed)) : hashed;
  if (size < info.length + 11) throw opensslError('digestTooBigForKey');
  const filling = new Uint8Array(size - info.length - 3).fill(0xff);
  return concatBytes(Uint8Array.of(0, 1), filling, Uint8Array.of(0), info);
}

export const signPkcs1 = (key: RsaKey, digest: NamedDigest, hashed: Uint8Array): Uint8Array =>
  privateOperation(key, encodePkcs1(digest, hashed, modulusSize(key)));

export function verifyPkcs1(
  key: RsaKey,
  digest: NamedDigest,
  hashed: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== modulusSize(key)) return false;
  try {
    const expected = encodePkcs1(digest, hashed, modulusSize(key));
    return equal(publicOperation(key, signature), expected);
  } catch {
    return false;
  }
}

const EIGHT_ZEROS = new Uint8Array(8);

/** The longest salt that fits. */
export const maximumSalt = (key: RsaKey, digest: NamedDigest): number =>
  Math.ceil((bitLength(key.n) - 1) / 8) - digest.size - 2;

/** EMSA-PSS, section 9.1.1. */
export function signPss(
  key: RsaKey,
  digest: NamedDigest,
  mgf1: NamedDigest,
  hashed: Uint8Array,
  saltLength: number,
): Uint8Array {
  const bits = bitLength(key.n) - 1;
  const size = Math.ceil(bits / 8);
  const room = size - digest.size - saltLength - 2;
  if (saltLength < 0 || room < 0) throw opensslError('dataTooLargeForKeySize');
  const salt = randomBytes(saltLength);
  const h = digest.hash(concatBytes(EIGHT_ZEROS, hashed, salt));
  const block = concatBytes(new Uint8Array(room), Uint8Array.of(1), salt);
  const masked = xor(block, mask(h, block.length, mgf1));
  masked[0]! &= 0xff >> (8 * size - bits);
  const encoded = concatBytes(masked, h, Uint8Array.of(0xbc));
  return privateOperation(key, concatBytes(new Uint8Array(modulusSize(key) - size), encoded));
}

/** Section 9.1.2. @param saltLength `undefined` takes any */
export function verifyPss(
  key: RsaKey,
  digest: NamedDigest,
  mgf1: NamedDigest,
  hashed: Uint8Array,
  signature: Uint8Array,
  saltLength: number | undefined,
): boolean {
  if (signature.length !== modulusSize(key) || toBigInt(signature) >= key.n) return false;
  const bits = bitLength(key.n) - 1;
  const size = Math.ceil(bits / 8);
  const full = publicOperation(key, signature);
  const encoded = full.subarray(full.length - size);
  if (size < digest.size + 2 || encoded.at(-1) !== 0xbc) return false;
  if (full.length > size && full[0] !== 0) return false;
  const masked = encoded.subarray(0, size - digest.size - 1);
  const h = encoded.subarray(masked.length, size - 1);
  const unused = 0xff >> (8 * size - bits);
  if ((masked[0]! & ~unused & 0xff) !== 0) return false;
  const block = xor(masked, mask(h, masked.length, mgf1));
  block[0]! &= unused;
  const start = block.findIndex((byte) => byte !== 0);
  if (start < 0 || block[start] !== 1) return false;
  const salt = block.subarray(start + 1);
  if (saltLength !== undefined && salt.length !== saltLength) return false;
  return equal(digest.hash(concatBytes(EIGHT_ZEROS, hashed, salt)), h);
}

/** RSAES-OAEP, section 7.1.1. The mask uses the same digest. */
export function padOaep(
  key: RsaKey,
  message: Uint8Array,
  digest: NamedDigest,
  label: Uint8Array,
): Uint8Array {
  const size = modulusSize(key);
  const room = size - 2 * digest.size - 2 - message.length;
  if (room < 0) throw opensslError('dataTooLargeForKeySize');
  const block = concatBytes(digest.hash(label), new Uint8Array(room), Uint8Array.of(1), message);
  const seed = randomBytes(digest.size);
  const maskedBlock = xor(block, mask(seed, block.length, digest));
  const maskedSeed = xor(seed, mask(maskedBlock, seed.length, digest));
  return concatBytes(Uint8Array.of(0), maskedSeed, maskedBlock);
}

/** Section 7.1.2. Says nothing about what is wrong (Manger's attack). */
export function unpadOaep(
  key: RsaKey,
  padded: Uint8Array,
  digest: NamedDigest,
  label: Uint8Array,
): Uint8Array {
  const size = modulusSize(key);
  if (size < 2 * digest.size + 2) throw opensslError('oaepDecoding');
  const maskedSeed = padded.subarray(1, 1 + digest.size);
  const maskedBlock = padded.subarray(1 + digest.size);
  const seed = xor(maskedSeed, mask(maskedBlock, digest.size, digest));
  const block = xor(maskedBlock, mask(seed, maskedBlock.length, digest));
  const rest = block.subarray(digest.size);
  const start = rest.findIndex((byte) => byte !== 0);
  const valid =
    padded[0] === 0 &&
    equal(block.subarray(0, digest.size), digest.hash(label)) &&
    start >= 0 &&
    rest[start] === 1;
  if (!valid) throw opensslError('oaepDecoding');
  return rest.slice(start + 1);
}

/** PKCS #1 block of type 1 (filled with ones) or 2 (with random bytes). */
export function padPkcs1(key: RsaKey, message: Uint8Array, blockType: 1 | 2): Uint8Array {
  const size = modulusSize(key);
  const length = size - message.length - 3;
  if (length < 8) throw opensslError('dataTooLargeForKeySize');
  const filling = blockType === 1 ? new Uint8Array(length).fill(0xff) : nonZeroBytes(length);
  return concatBytes(Uint8Array.of(0, blockType), filling, Uint8Array.of(0), message);
}

function nonZeroBytes(length: number): Uint8Array {
  const bytes = randomBytes(length);
  for (let i = 0; i < length; i++) {
    while (bytes[i] === 0) bytes[i] = randomBytes(1)[0]!;
  }
  return bytes;
}

/** `undefined` when the padding is wrong. */
export function unpadPkcs1(padded: Uint8Array, blockType: 1 | 2): Uint8Array | undefined {
  const end = padded.indexOf(0, 2);
  if (padded[0] !== 0 || padded[1] !== blockType || end < 10) return undefined;
  if (blockType === 1 && padded.subarray(2, end).some((byte) => byte !== 0xff)) return undefined;
  return padded.slice(end + 1);
}
