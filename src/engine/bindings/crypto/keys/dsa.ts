/** ECDSA and DSA (FIPS 186-5 and -4), and the two encodings of their signatures. */
import { mod, modInverse, modPow, toBigInt, toBytes } from './big-int.ts';
import type { Point } from './curves.ts';
import { bitLength } from './big-int.ts';
import { integer, readElement, readInteger, readSequence, sequence } from './der.ts';
import type { DsaKey, EcKey } from './key.ts';
import { randomBelow } from './primes.ts';

export interface Signature {
  r: bigint;
  s: bigint;
}

/** The leftmost bits of the digest, as many as the order has. */
function truncate(hashed: Uint8Array, order: bigint): bigint {
  const excess = hashed.length * 8 - bitLength(order);
  const value = toBigInt(hashed);
  return excess > 0 ? value >> BigInt(excess) : value;
}

const inRange = (value: bigint, order: bigint): boolean => value > 0n && value < order;

export const orderOf = (key: EcKey | DsaKey): bigint => (key.type === 'ec' ? key.curve.n : key.q);

/** x of `k * G`, or g ** k % p; modulo the order. */
const commitment = (key: EcKey | DsaKey, k: bigint): bigint =>
  key.type === 'ec'
    ? key.curve.Point.BASE.multiply(k).toAffine().x % key.curve.n
    : modPow(key.g, k, key.p) % key.q;

export function signDigest(key: EcKey | DsaKey, hashed: Uint8Array): Signature {
  const order = orderOf(key);
  const z = truncate(hashed, order);
  for (;;) {
    const k = randomBelow(order);
    const r = commitment(key, k);
    const s = mod(modInverse(k, order) * (z + r * key.secret!), order);
    if (r !== 0n && s !== 0n) return { r, s };
  }
}

export function verifyDigest(
  key: EcKey | DsaKey,
  hashed: Uint8Array,
  { r, s }: Signature,
): boolean {
  const order = orderOf(key);
  if (!inRange(r, order) || !inRange(s, order)) return false;
  const w = modInverse(s, order);
  const u = mod(truncate(hashed, order) * w, order);
  const v = mod(r * w, order);
  if (key.type === 'dsa') {
    return ((modPow(key.g, u, key.p) * modPow(key.y, v, key.p)) % key.p) % order === r;
  }
  const sum: Point = key.curve.Point.BASE.mulAddUnsafe(u, key.point, v);
  return !sum.is0() && sum.toAffine().x % order === r;
}

export const writeDerSignature = ({ r, s }: Signature): Uint8Array =>
  sequence(integer(r), integer(s));

/** `undefined` unless it is the one canonical encoding of two numbers. */
export function readDerSignature(bytes: Uint8Array): Signature | undefined {
  try {
    const [r, s] = readSequence(readElement(bytes)).map(readInteger) as [bigint, bigint];
    const signature = { r, s };
    const canonical = writeDerSignature(signature);
    const same =
      canonical.length === bytes.length && canonical.every((byte, i) => byte === bytes[i]);
    return same ? signature : undefined;
  } catch {
    return undefined;
  }
}

/** IEEE P1363: both numbers at full length, one after the other. */
export const writeP1363 = ({ r, s }: Signature, size: number): Uint8Array =>
  Uint8Array.from([...toBytes(r, size), ...toBytes(s, size)]);

export const readP1363 = (bytes: Uint8Array, size: number): Signature | undefined =>
  bytes.length === 2 * size
    ? { r: toBigInt(bytes.subarray(0, size)), s: toBigInt(bytes.subarray(size)) }
    : undefined;
