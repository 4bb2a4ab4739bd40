/** Prime numbers: test and search. */
import { bitLength, mod, modPow, toBigInt } from './big-int.ts';
import { randomBytes } from './host.ts';

/** The odd primes below 2¹⁴, for a sieve. */
const SMALL: number[] = (() => {
  const composite = new Uint8Array(1 << 14);
  const primes: number[] = [];
  for (let n = 3; n < composite.length; n += 2) {
    if (composite[n]) continue;
    primes.push(n);
    for (let k = n * n; k < composite.length; k += n) composite[k] = 1;
  }
  return primes;
})();

/** A number of at most `bits` bits. */
export function randomBits(bits: number): bigint {
  const value = toBigInt(randomBytes(Math.ceil(bits / 8)));
  return value >> BigInt((8 - (bits % 8)) % 8);
}

/** A number in `[1, limit)`. */
export function randomBelow(limit: bigint): bigint {
  const bits = bitLength(limit);
  for (;;) {
    const value = randomBits(bits);
    if (value > 0n && value < limit) return value;
  }
}

/** Rounds for a random candidate: FIPS 186-5, table B.1, is met with room. */
const roundsFor = (bits: number): number => (bits >= 1024 ? 5 : bits >= 512 ? 10 : 40);

function millerRabin(candidate: bigint, rounds: number): boolean {
  const last = candidate - 1n;
  let odd = last;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  next: for (let round = 0; round < rounds; round++) {
    const base = candidate <= 5n ? 2n : 2n + (randomBelow(candidate - 3n) - 1n);
    let x = modPow(base, odd, candidate);
    if (x === 1n || x === last) continue;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % candidate;
      if (x === last) continue next;
    }
    return false;
  }
  return true;
}

/** @param rounds Of Miller and Rabin's test; 0 chooses by size. */
export function isProbablePrime(candidate: bigint, rounds = 0): boolean {
  if (candidate < 2n) return false;
  if (candidate === 2n) return true;
  if ((candidate & 1n) === 0n) return false;
  for (const prime of SMALL.slice(0, 60)) {
    if (candidate % BigInt(prime) === 0n) return candidate === BigInt(prime);
  }
  return millerRabin(candidate, rounds || roundsFor(bitLength(candidate)));
}

export interface PrimeOptions {
  /** Whether (p - 1) / 2 is to be prime too. */
  safe?: boolean;
  /** p % add === rem; `rem` is 1 if missing, or 3 for a safe prime. */
  add?: bigint | undefined;
  rem?: bigint | undefined;
  /** Whether the two highest bits are set, so that a product of two has the full length. */
  topBits?: 1 | 2;
  /** A further condition. */
  accept?: (candidate: bigint) => boolean;
}

/** How many candidates one sieve covers. */
const SPAN = 8192;

/** A random prime of exactly `bits` bits. */
export function randomPrime(bits: number, options: PrimeOptions = {}): bigint {
  const { safe = false, add, accept = () => true, topBits = 2 } = options;
  const step = add ?? (safe ? 4n : 2n);
  const rest = mod(options.rem ?? (safe ? 3n : 1n), step);
  const top = 1n << BigInt(bits - 1);
  const limit = top << 1n;
  const second = topBits === 2 && bits > 2 && add === undefined ? top >> 1n : 0n;
  for (;;) {
    const start = randomBits(bits - 1) | top | second;
    let first = start - mod(start - rest, step);
    if (first < (top | second)) first += step;
    const sieve = bits > 32 ? composites(first, step, safe) : new Uint8Array(SPAN);
    for (let i = 0; i < SPAN; i++) {
      if (sieve[i]) continue;
      const candidate = first + step * BigInt(i);
      if (candidate >= limit) break;
      if (!accept(candidate)) continue;
      if (safe && bits > 6 && modPow(2n, candidate >> 1n, candidate >> 1n) !== 2n) continue;
      if (!isProbablePrime(candidate)) continue;
      if (!safe || isProbablePrime(candidate >> 1n)) return candidate;
    }
  }
}

/** `a * x ≡ 1 (mod prime)`, for numbers below 2¹⁵. */
function smallInverse(a: number, prime: number): number {
  let [r, next, x, y] = [prime, a, 0, 1];
  while (next > 0) {
    const quotient = Math.floor(r / next);
    [r, next] = [next, r - quotient * next];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0 ? x + prime : x;
}

/** Which of `first + i * step` a small prime divides; for safe primes also their halves. */
function composites(first: bigint, step: bigint, safe: boolean): Uint8Array {
  const sieve = new Uint8Array(SPAN);
  for (const prime of SMALL) {
    const p = BigInt(prime);
    const stride = Number(step % p);
    if (stride === 0) continue;
    const inverse = smallInverse(stride, prime);
    const value = Number(first % p);
    // An odd prime divides (c - 1) / 2 when it divides c - 1.
    for (const residue of safe ? [0, 1] : [0]) {
      const index = ((prime + residue - value) * inverse) % prime;
      for (let i = index; i < SPAN; i += prime) sieve[i] = 1;
    }
  }
  return sieve;
}
