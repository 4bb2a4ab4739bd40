/** Finite state entropy: reading tables and what was written with them. */
import { ForwardBits, type BackwardBits } from './bits.ts';
import { corrupt } from './errors.ts';
import { highBit } from './format.ts';

export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  /** The next state without the bits to add. */
  readonly next: Uint16Array;
}

/** Where the symbols lie in a table: the same for reading and writing. */
export function spreadSymbols(counts: ArrayLike<number>, log: number): Uint8Array {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  let high = size - 1;
  for (let s = 0; s < counts.length; s++) if (counts[s] === -1) symbols[high--] = s;
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let s = 0; s < counts.length; s++) {
    for (let i = 0; i < counts[s]!; i++) {
      symbols[position] = s;
      do position = (position + step) & (size - 1);
      while (position > high);
    }
  }
  return symbols;
}

export function decodingTable(counts: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log;
  const symbols = spreadSymbols(counts, log);
  const following = Array.from(counts, (count) => (count === -1 ? 1 : count));
  const bits = new Uint8Array(size);
  const next = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const value = following[symbols[state]!]!++;
    bits[state] = log - highBit(value);
    next[state] = (value << bits[state]!) - size;
  }
  return { log, symbols, bits, next };
}

/** A table with one symbol, which takes no bits. */
export const singleSymbolTable = (symbol: number): FseTable => ({
  log: 0,
  symbols: Uint8Array.of(symbol),
  bits: new Uint8Array(1),
  next: new Uint16Array(1),
});

/** Reads a distribution. */
export function readDistribution(
  bytes: Uint8Array,
  maxLog: number,
  maxSymbol: number,
): { table: FseTable; bytesRead: number } {
  const input = new ForwardBits(bytes);
  const log = input.read(4) + 5;
  if (log > maxLog) corrupt();
  const counts: number[] = [];
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width = log + 1;
  while (remaining > 1) {
    const max = 2 * threshold - 1 - remaining;
    let value = input.peek(width) & (threshold - 1);
    if (value < max) input.skip(width - 1);
    else {
      value = input.read(width);
      if (value >= threshold) value -= max;
    }
    const count = value - 1;
    remaining -= Math.abs(count);
    if (remaining < 1) corrupt();
    counts.push(count);
    if (count === 0) {
      let zeros: number;
      do {
        zeros = input.read(2);
        for (let i = 0; i < zeros; i++) counts.push(0);
      } while (zeros === 3);
    }
    if (counts.length > maxSymbol + 1) corrupt();
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
  }
  return { table: decodingTable(counts, log), bytesRead: input.bytesRead };
}

/** One of the states by which symbols are read. */
export class FseState {
  readonly #table: FseTable;
  #state: number;
  constructor(table: FseTable, input: BackwardBits) {
    this.#table = table;
    this.#state = input.read(table.log);
  }
  get symbol(): number {
    return this.#table.symbols[this.#state]!;
  }
  advance(input: BackwardBits): void {
    const { bits, next } = this.#table;
    this.#state = next[this.#state]! + input.read(bits[this.#state]!);
  }
}
