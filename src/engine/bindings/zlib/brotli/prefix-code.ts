/** Prefix codes: made from frequencies, and written as RFC 7932, section 3, describes them. */
import type { BitWriter } from './bit-writer.ts';

const MAX_LENGTH = 15;

export interface PrefixCode {
  /** Length in bits by symbol; 0: not used. */
  lengths: Uint8Array;
  /** By symbol, in the order in which the bits are written. */
  codes: Uint16Array;
}

/** Code lengths of at most `limit` bits, by Huffman's algorithm. */
export function codeLengths(counts: Uint32Array, limit: number): Uint8Array {
  // Raising the small counts flattens the tree until it is low enough.
  for (let least = 1; ; least *= 2) {
    const lengths = huffman(counts, least);
    if (lengths.every((length) => length <= limit)) return lengths;
  }
}

function huffman(counts: Uint32Array, least: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const weights: number[] = [];
  const symbols: number[] = [];
  counts.forEach((count, symbol) => count > 0 && symbols.push(symbol));
  symbols.sort((a, b) => counts[a]! - counts[b]!);
  for (const symbol of symbols) weights.push(Math.max(counts[symbol]!, least));
  const leaves = symbols.length;
  if (leaves < 2) {
    if (leaves === 1) lengths[symbols[0]!] = 1;
    return lengths;
  }
  // Leaves in order, then inner nodes, whose weights grow too: two queues.
  const parents = new Int32Array(2 * leaves - 1);
  let leaf = 0;
  let inner = leaves;
  const lightest = (): number =>
    inner >= weights.length || (leaf < leaves && weights[leaf]! <= weights[inner]!)
      ? leaf++
      : inner++;
  while (weights.length < 2 * leaves - 1) {
    const first = lightest();
    const second = lightest();
    parents[first] = parents[second] = weights.length;
    weights.push(weights[first]! + weights[second]!);
  }
  const depths = new Uint8Array(2 * leaves - 1);
  for (let node = 2 * leaves - 3; node >= 0; node--) depths[node] = depths[parents[node]!]! + 1;
  symbols.forEach((symbol, i) => (lengths[symbol] = depths[i]!));
  return lengths;
}

/** Canonical codes for these lengths, reversed. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const next = new Uint16Array(MAX_LENGTH + 2);
  for (const length of lengths) if (length > 0) next[length + 1]!++;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    next[length + 1] = (next[length]! + next[length + 1]!) << 1;
  }
  // `next[n]` is now the first code of n bits.
  const codes = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length > 0) codes[symbol] = reverse(next[length]!++, length);
  });
  return codes;
}

function reverse(code: number, length: number): number {
  let reversed = 0;
  for (let i = 0; i < length; i++) reversed |= ((code >>> i) & 1) << (length - 1 - i);
  return reversed;
}

/** Makes a code for symbols with these frequencies and writes its description. */
export function writePrefixCode(
  writer: BitWriter,
  counts: Uint32Array,
  symbolBits: number,
): PrefixCode {
  const used: number[] = [];
  counts.forEach((count, symbol) => count > 0 && used.push(symbol));
  if (used.length <= 4) return writeSimple(writer, counts, used, symbolBits);
  const lengths = codeLengths(counts, MAX_LENGTH);
  writeLengths(writer, lengths);
  return { lengths, codes: codesOf(lengths) };
}

/** Section 3.4: up to four symbols, listed. */
function writeSimple(
  writer: BitWriter,
  counts: Uint32Array,
  used: number[],
  symbolBits: number,
): PrefixCode {
  const lengths = new Uint8Array(counts.length);
  if (used.length === 0) used.push(0);
  const byCount = [...used].sort((a, b) => counts[b]! - counts[a]! || a - b);
  const shapes = [[0], [1, 1], [1, 2, 2], [2, 2, 2, 2]];
  let shape = shapes[used.length - 1]!;
  const isSteep =
    used.length === 4 && counts[byCount[0]!]! > counts[byCount[2]!]! + counts[byCount[3]!]!;
  if (isSteep) shape = [1, 2, 3, 3];
  byCount.forEach((symbol, i) => (lengths[symbol] = shape[i]!));
  const order = [...used].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  writer.write(1, 2);
  writer.write(used.length - 1, 2);
  for (const symbol of order) writer.write(symbol, symbolBits);
  if (used.length === 4) writer.write(isSteep ? 1 : 0, 1);
  return { lengths, codes: codesOf(lengths) };
}

/** Code lengths as symbols 0 to 15, 16 (repeat) and 17 (zeros), with the extra bits of the latter. */
function runLengths(lengths: Uint8Array): [symbol: number, extra: number][] {
  let end = lengths.length;
  while (lengths[end - 1] === 0) end--;
  const result: [number, number][] = [];
  let previous = 8;
  for (let at = 0; at < end;) {
    const value = lengths[at]!;
    let run = 1;
    while (at + run < end && lengths[at + run] === value) run++;
    at += run;
    if (value !== 0 && value !== previous) {
      result.push([value, 0]);
      previous = value;
      run--;
    }
    const [repeat, bits] = value === 0 ? [17, 3] : [16, 2];
    if (run < 3) {
      for (; run > 0; run--) result.push([value, 0]);
      continue;
    }
    // Repeats that follow each other are digits of one number.
    const digits: [number, number][] = [];
    for (let rest = run - 3; ; rest = (rest >>> bits) - 1) {
      digits.push([repeat, rest & ((1 << bits) - 1)]);
      if (rest >>> bits === 0) break;
    }
    result.push(...digits.reverse());
  }
  return result;
}

const LENGTH_ORDER = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
/** How the lengths of the code for lengths are written: `[bits, count]`. */
const LENGTH_BITS = [
  [0, 2],
  [7, 4],
  [3, 3],
  [2, 2],
  [1, 2],
  [15, 4],
] as const;

/** Section 3.5. */
function writeLengths(writer: BitWriter, lengths: Uint8Array): void {
  const runs = runLengths(lengths);
  const counts = new Uint32Array(18);
  for (const [symbol] of runs) counts[symbol]!++;
  const own = codeLengths(counts, 5);
  const codes = codesOf(own);
  const isSingle = own.filter((length) => length > 0).length === 1;
  let stored = LENGTH_ORDER.length;
  while (!isSingle && own[LENGTH_ORDER[stored - 1]!] === 0) stored--;
  writer.write(0, 2);
  for (const symbol of LENGTH_ORDER.slice(0, stored)) {
    const [bits, count] = LENGTH_BITS[own[symbol]!]!;
    writer.write(bits, count);
  }
  for (const [symbol, extra] of runs) {
    // A code of one symbol has no bits.
    if (!isSingle) writer.write(codes[symbol]!, own[symbol]!);
    if (symbol === 16) writer.write(extra, 2);
    else if (symbol === 17) writer.write(extra, 3);
  }
}
