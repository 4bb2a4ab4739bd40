/** Triple DES, one block at a time. NIST SP 800-67. */
import type { BlockCipher } from './block-cipher.ts';

/** Bit numbers of the standard's tables, counted from 1. */
const IP = [58, 60, 62, 64, 57, 59, 61, 63].flatMap((top) =>
  Array.from({ length: 8 }, (_, i) => top - 8 * i),
);
const FP = Array.from({ length: 64 }, (_, i) => IP.indexOf(i + 1) + 1);
const P = [
  ...[16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10],
  ...[2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25],
];
const PC1 = [
  ...[57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3],
  ...[60, 52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45],
  ...[37, 29, 21, 13, 5, 28, 20, 12, 4],
];
const PC2 = [
  ...[14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2],
  ...[41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29],
  32,
];
/** One digit per value, row after row. */
const S_BOXES = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
];
const SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** By S box and its six bits of input: the output, where the permutation after it puts it. */
let combined: Uint32Array[] | undefined;
function sBoxes(): Uint32Array[] {
  return (combined ??= S_BOXES.map((digits, box) =>
    Uint32Array.from({ length: 64 }, (_, input) => {
      const row = ((input >> 4) & 2) | (input & 1);
      const value = parseInt(digits[row * 16 + ((input >> 1) & 15)]!, 16);
      const before = value << (28 - 4 * box);
      return P.reduce((word, from, to) => word | (((before >>> (32 - from)) & 1) << (31 - to)), 0);
    }),
  ));
}

type Bits = number[];
const pick = (bits: Bits, table: readonly number[]): Bits => table.map((from) => bits[from - 1]!);
const bitsOf = (bytes: Uint8Array): Bits =>
  [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));

/** For each round the eight parts of its key, six bits each. */
function schedule(key: Uint8Array): Uint8Array[] {
  const bits = pick(bitsOf(key), PC1);
  let [c, d] = [bits.slice(0, 28), bits.slice(28)];
  return SHIFTS.map((shift) => {
    c = [...c.slice(shift), ...c.slice(0, shift)];
    d = [...d.slice(shift), ...d.slice(0, shift)];
    const round = pick([...c, ...d], PC2);
    return Uint8Array.from({ length: 8 }, (_, i) =>
      parseInt(round.slice(6 * i, 6 * i + 6).join(''), 2),
    );
  });
}

function permute(high: number, low: number, table: readonly number[], from: number): number {
  let word = 0;
  for (let i = 0; i < 32; i++) {
    const bit = table[from + i]!;
    const value = bit <= 32 ? high >>> (32 - bit) : low >>> (64 - bit);
    word = (word << 1) | (value & 1);
  }
  return word;
}

const swapBytes = (word: number): number =>
  ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);

export class TripleDes implements BlockCipher {
  readonly blockSize = 8;
  readonly #forwards: Uint8Array[];
  readonly #backwards: Uint8Array[];

  /** @param key 16 bytes, whose first 8 come again in the end, or 24. */
  constructor(key: Uint8Array) {
    const [a, b] = [schedule(key.subarray(0, 8)), schedule(key.subarray(8, 16))];
    const c = key.length > 16 ? schedule(key.subarray(16, 24)) : a;
    this.#forwards = [...a, ...b.toReversed(), ...c];
    this.#backwards = this.#forwards.toReversed();
  }

  encrypt(words: Uint32Array): void {
    crypt(words, this.#forwards);
  }

  decrypt(words: Uint32Array): void {
    crypt(words, this.#backwards);
  }
}

function crypt(words: Uint32Array, rounds: readonly Uint8Array[]): void {
  const boxes = sBoxes();
  const [high, low] = [swapBytes(words[0]!), swapBytes(words[1]!)];
  let left = permute(high, low, IP, 0);
  let right = permute(high, low, IP, 32);
  for (let n = 0; n < rounds.length; n++) {
    const key = rounds[n]!;
    let mixed = left;
    const turned = (right >>> 1) | (right << 31);
    for (let i = 0; i < 8; i++) {
      const part = i === 0 ? turned : (turned << (4 * i)) | (turned >>> (32 - 4 * i));
      mixed ^= boxes[i]![(part >>> 26) ^ key[i]!]!;
    }
    left = right;
    right = mixed;
    // Each pass of sixteen rounds ends with its halves exchanged.
    if (n % 16 === 15) [left, right] = [right, left];
  }
  words[0] = swapBytes(permute(left, right, FP, 0));
  words[1] = swapBytes(permute(left, right, FP, 32));
}
