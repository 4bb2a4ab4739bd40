/** Huffman codes of literals: reading. */
import { BackwardBits } from './bits.ts';
import { corrupt } from './errors.ts';
import { highBit } from './format.ts';
import { FseState, readDistribution } from './fse-decode.ts';

const MAX_BITS = 11;
const WEIGHTS_LOG = 6;
/** A first byte from here on counts weights of 4 bits each. */
const DIRECT = 128;

export interface HuffmanTable {
  readonly bits: number;
  /** By the next `bits` bits: the symbol and the length of its code. */
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
}

function compressedWeights(bytes: Uint8Array): number[] {
  const { table, bytesRead } = readDistribution(bytes, WEIGHTS_LOG, MAX_BITS + 1);
  const input = new BackwardBits(bytes.subarray(bytesRead));
  const states = [new FseState(table, input), new FseState(table, input)] as const;
  const weights: number[] = [];
  for (let turn = 0; weights.length < 255; turn ^= 1) {
    weights.push(states[turn]!.symbol);
    states[turn]!.advance(input);
    if (input.left < 0) {
      weights.push(states[turn ^ 1]!.symbol);
      return weights;
    }
  }
  return corrupt();
}

/** Reads the description of a code; the weight of the last symbol is what completes it. */
export function readHuffmanTable(bytes: Uint8Array): { table: HuffmanTable; bytesRead: number } {
  const first = bytes[0] ?? corrupt();
  let weights: number[];
  let bytesRead: number;
  if (first >= DIRECT) {
    const count = first - DIRECT + 1;
    bytesRead = 1 + ((count + 1) >> 1);
    if (bytesRead > bytes.length) corrupt();
    weights = Array.from({ length: count }, (_, i) =>
      i % 2 === 0 ? bytes[1 + (i >> 1)]! >> 4 : bytes[1 + (i >> 1)]! & 15,
    );
  } else {
    bytesRead = 1 + first;
    if (bytesRead > bytes.length) corrupt();
    weights = compressedWeights(bytes.subarray(1, bytesRead));
  }
  let total = 0;
  for (const weight of weights) if (weight > 0) total += 1 << (weight - 1);
  if (total === 0) corrupt();
  const bits = highBit(total) + 1;
  const rest = (1 << bits) - total;
  if (bits > MAX_BITS || (rest & (rest - 1)) !== 0) corrupt();
  weights.push(highBit(rest) + 1);
  return { table: tableOf(weights, bits), bytesRead };
}

function tableOf(weights: number[], bits: number): HuffmanTable {
  const symbols = new Uint8Array(1 << bits);
  const lengths = new Uint8Array(1 << bits);
  let position = 0;
  for (let weight = 1; weight <= bits; weight++) {
    const span = 1 << (weight - 1);
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue;
      symbols.fill(symbol, position, position + span);
      lengths.fill(bits + 1 - weight, position, position + span);
      position += span;
    }
  }
  return { bits, symbols, lengths };
}

export function readHuffmanStream(
  { bits, symbols, lengths }: HuffmanTable,
  bytes: Uint8Array,
  target: Uint8Array,
): void {
  const input = new BackwardBits(bytes);
  for (let i = 0; i < target.length; i++) {
    const index = input.peek(bits);
    target[i] = symbols[index]!;
    input.left -= lengths[index]!;
  }
  if (input.left !== 0) corrupt();
}
