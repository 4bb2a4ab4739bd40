/** The prime groups of RFC 2409 and RFC 3526. */

/** Bits, the constant of the RFC, and how long OpenSSL makes private keys (0: as the prime). */
const GROUPS: Record<string, [bits: number, constant: number, privateBits: number]> = {
  modp1: [768, 149_686, 0],
  modp2: [1024, 129_093, 0],
  modp5: [1536, 741_804, 200],
  modp14: [2048, 124_476, 225],
  modp15: [3072, 1_690_314, 275],
  modp16: [4096, 240_904, 325],
  modp17: [6144, 929_484, 375],
  modp18: [8192, 4_743_158, 400],
};

/** `floor(2 ** bits * π)`, by Machin's formula. */
function scaledPi(bits: number): bigint {
  const guard = 32n;
  const one = 1n << (BigInt(bits) + guard);
  const arctanOfInverse = (x: bigint): bigint => {
    let term = one / x;
    let sum = term;
    for (let n = 3n, sign = -1n; term > 0n; n += 2n, sign = -sign) {
      term /= x * x;
      sum += (sign * term) / n;
    }
    return sum;
  };
  return (4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))) >> guard;
}

export interface DhGroup {
  p: bigint;
  g: bigint;
  privateBits: number;
}

const made = new Map<string, DhGroup>();

export function dhGroup(name: string): DhGroup | undefined {
  const group = GROUPS[name.toLowerCase()];
  if (!group) return undefined;
  const known = made.get(name.toLowerCase());
  if (known) return known;
  const [bits, constant, privateBits] = group;
  const n = BigInt(bits);
  // RFC 3526: 2^n - 2^(n - 64) - 1 + 2^64 * (floor(2^(n - 130) * π) + constant)
  const middle = scaledPi(bits - 130) + BigInt(constant);
  const p = (1n << n) - (1n << (n - 64n)) - 1n + (middle << 64n);
  const result = { p, g: 2n, privateBits };
  made.set(name.toLowerCase(), result);
  return result;
}

/** The group of a prime, to know its properties without testing it. */
export function groupOfPrime(p: bigint): DhGroup | undefined {
  const bits = p.toString(2).length;
  const name = Object.keys(GROUPS).find((key) => GROUPS[key]![0] === bits);
  const group = name && dhGroup(name);
  return group && group.p === p ? group : undefined;
}
