/** Huffman codes of literals: making and writing. */
import { BitWriter } from './bits.ts';
import {
  encodingTable,
  FseWriter,
  normalize,
  suitableLog,
  writeDistribution,
} from './fse-encode.ts';

const MAX_BITS = 11;
const WEIGHTS_LOG = 6;
const MAX_DIRECT = 128;

export interface HuffmanCode {
  /** By symbol; 0 for those that do not occur. */
  readonly lengths: Uint8Array;
  readonly values: Uint16Array;
  readonly description: Uint8Array;
}

/** Lengths of an optimal prefix code, which may be too long. */
function optimalLengths(counts: Uint32Array): Uint8Array {
  const leaves = [...counts.keys()].filter((s) => counts[s]! > 0);
  leaves.sort((a, b) => counts[a]! - counts[b]! || a - b);
  // Two queues: leaves in order, and the nodes made of them, which come in order by themselves.
  const weights = leaves.map((s) => counts[s]!);
  const parents = new Int32Array(2 * leaves.length - 1);
  let leaf = 0;
  let node = leaves.length;
  const smallest = (): number =>
    leaf < leaves.length && (node >= weights.length || weights[leaf]! <= weights[node]!)
      ? leaf++
      : node++;
  for (let made = leaves.length; made < parents.length; made++) {
    const [a, b] = [smallest(), smallest()];
    parents[a] = parents[b] = made;
    weights.push(weights[a]! + weights[b]!);
  }
  const depths = new Uint8Array(parents.length);
  for (let i = parents.length - 2; i >= 0; i--) depths[i] = depths[parents[i]!]! + 1;
  const lengths = new Uint8Array(256);
  for (const [i, symbol] of leaves.entries()) lengths[symbol] = depths[i]!;
  return lengths;
}

/** Shortens codes that are too long at the price of others, so that the code stays complete. */
function limitLengths(lengths: Uint8Array, counts: Uint32Array): void {
  const symbols = [...lengths.keys()].filter((s) => lengths[s]! > 0);
  symbols.sort((a, b) => counts[b]! - counts[a]! || a - b);
  let used = 0;
  for (const s of symbols) {
    lengths[s] = Math.min(lengths[s]!, MAX_BITS);
    used += 1 << (MAX_BITS - lengths[s]);
  }
  const whole = 1 << MAX_BITS;
  for (let i = symbols.length - 1; used > whole; i = i === 0 ? symbols.length - 1 : i - 1) {
    const s = symbols[i]!;
    if (lengths[s]! === MAX_BITS) continue;
    used -= 1 << (MAX_BITS - lengths[s]! - 1);
    lengths[s]!++;
  }
  for (let i = 0; used < whole; i = (i + 1) % symbols.length) {
    const s = symbols[i]!;
    const gain = 1 << (MAX_BITS - lengths[s]!);
    if (lengths[s]! > 1 && used + gain <= whole) {
      used += gain;
      lengths[s]!--;
    }
  }
}

function describe(weights: readonly number[]): Uint8Array | undefined {
  const compressed = compressWeights(weights);
  const directSize = 1 + ((weights.length + 1) >> 1);
  if (compressed && (compressed.length + 1 < directSize || weights.length > MAX_DIRECT)) {
    return Uint8Array.of(compressed.length, ...compressed);
  }
  if (weights.length > MAX_DIRECT) return undefined;
  const bytes = new Uint8Array(directSize);
  bytes[0] = 127 + weights.length;
  for (const [i, weight] of weights.entries()) {
    bytes[1 + (i >> 1)]! |= i % 2 === 0 ? weight << 4 : weight;
  }
  return bytes;
}

function compressWeights(weights: readonly number[]): Uint8Array | undefined {
  const counts = new Array<number>(Math.max(...weights) + 1).fill(0);
  for (const weight of weights) counts[weight]!++;
  if (weights.length < 3 || counts.filter((count) => count > 0).length < 2) return undefined;
  const log = suitableLog(weights.length, counts.length - 1, WEIGHTS_LOG);
  const scaled = normalize(counts, weights.length, log);
  const table = encodingTable(scaled, log);
  const output = new BitWriter(weights.length);
  // Two states take turns; the first weight belongs to the first of them.
  let i = weights.length;
  const states: FseWriter[] = [];
  for (let n = 0; n < 2; n++) {
    i--;
    states[i % 2] = new FseWriter(table, weights[i]!);
  }
  while (i > 0) {
    i--;
    states[i % 2]!.write(weights[i]!, output);
  }
  states[1]!.finish(output);
  states[0]!.finish(output);
  const head = writeDistribution(scaled, log);
  const body = output.close();
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes.length < 128 ? bytes : undefined;
}

/** A code for the bytes; `undefined` when there are too few different ones for a code. */
export function makeHuffmanCode(bytes: Uint8Array): HuffmanCode | undefined {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]!++;
  let kinds = 0;
  let largest = 0;
  for (const [symbol, count] of counts.entries()) {
    if (count === 0) continue;
    kinds++;
    largest = symbol;
  }
  if (kinds < 2) return undefined;
  const lengths = optimalLengths(counts);
  if (Math.max(...lengths) > MAX_BITS) limitLengths(lengths, counts);
  const bits = Math.max(...lengths);
  const weights = Array.from({ length: largest }, (_, s) =>
    lengths[s] === 0 ? 0 : bits + 1 - lengths[s]!,
  );
  const description = describe(weights);
  if (!description) return undefined;
  const perLength = new Uint16Array(bits + 2);
  for (const length of lengths) if (length > 0) perLength[length]!++;
  const next = new Uint16Array(bits + 2);
  let value = 0;
  for (let length = bits; length > 0; length--) {
    next[length] = value;
    value = (value + perLength[length]!) >> 1;
  }
  const values = new Uint16Array(256);
  for (let s = 0; s < 256; s++) if (lengths[s]! > 0) values[s] = next[lengths[s]!]!++;
  return { lengths, values, description };
}

export function writeHuffmanStream(
  { lengths, values }: HuffmanCode,
  bytes: Uint8Array,
): Uint8Array {
  const output = new BitWriter(bytes.length);
  for (let i = bytes.length - 1; i >= 0; i--) {
    output.write(values[bytes[i]!]!, lengths[bytes[i]!]!);
  }
  return output.close();
}
