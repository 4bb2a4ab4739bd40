/**
 * Arithmetic on large numbers. `BigInt` operations take a time that depends on their operands, so
 * none of this hides a private key from somebody who can time it; in a tab only the reader could.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Big-endian. */
export const toBigInt = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);

/** Big-endian, without leading zeros or padded to `length`. @throws RangeError if it does not fit */
export function toBytes(value: bigint, length?: number): Uint8Array {
  if (value === 0n) return new Uint8Array(length ?? 0);
  const hex = value.toString(16);
  const digits = length === undefined ? hex.length + (hex.length & 1) : length * 2;
  if (hex.length > digits) throw new RangeError('The number does not fit');
  return hexToBytes(hex.padStart(digits, '0'));
}

export const bitLength = (value: bigint): number => {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(parseInt(hex[0]!, 16)));
};

export const byteLength = (value: bigint): number => Math.ceil(bitLength(value) / 8);

export const mod = (value: bigint, modulus: bigint): bigint => {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
};

const WINDOW = 5;

/** `base ** exponent % modulus`, five bits of the exponent at a time. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 1n) return 0n;
  base %= modulus;
  const binary = exponent.toString(2);
  if (binary.length <= 20) {
    let small = 1n;
    for (const bit of binary) {
      small = (small * small) % modulus;
      if (bit === '1') small = (small * base) % modulus;
    }
    return small;
  }
  const powers = [1n];
  for (let i = 1; i < 1 << WINDOW; i++) powers.push((powers[i - 1]! * base) % modulus);
  const digits = binary.padStart(Math.ceil(binary.length / WINDOW) * WINDOW, '0');
  let result = 1n;
  for (let at = 0; at < digits.length; at += WINDOW) {
    if (at > 0) for (let i = 0; i < WINDOW; i++) result = (result * result) % modulus;
    const digit = parseInt(digits.slice(at, at + WINDOW), 2);
    if (digit > 0) result = (result * powers[digit]!) % modulus;
  }
  return result;
}

/** @throws RangeError when there is none. */
export function modInverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [mod(value, modulus), modulus, 1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) throw new RangeError('The number has no inverse');
  return mod(x, modulus);
}

export function gcd(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}
