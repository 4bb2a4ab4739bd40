/** Finite state entropy: making tables and writing with them. */
import { BitWriter } from './bits.ts';
import { highBit } from './format.ts';
import { spreadSymbols } from './fse-decode.ts';

export interface FseEncoding {
  readonly log: number;
  /** By number within the symbol: the next state. */
  readonly states: Uint16Array;
  readonly deltaBits: Int32Array;
  readonly deltaState: Int32Array;
}

export function encodingTable(counts: ArrayLike<number>, log: number): FseEncoding {
  const size = 1 << log;
  const symbols = spreadSymbols(counts, log);
  const starts = new Uint16Array(counts.length);
  const deltaBits = new Int32Array(counts.length);
  const deltaState = new Int32Array(counts.length);
  let total = 0;
  for (let s = 0; s < counts.length; s++) {
    starts[s] = total;
    const count = Math.abs(counts[s]!);
    if (count === 0) deltaBits[s] = ((log + 1) << 16) - size;
    else if (count === 1) {
      deltaBits[s] = (log << 16) - size;
      deltaState[s] = total - 1;
    } else {
      const bits = log - highBit(count - 1);
      deltaBits[s] = (bits << 16) - (count << bits);
      deltaState[s] = total - count;
    }
    total += count;
  }
  const states = new Uint16Array(size);
  for (let u = 0; u < size; u++) states[starts[symbols[u]!]!++] = size + u;
  return { log, states, deltaBits, deltaState };
}

/** One of the states by which symbols are written, the last one first. */
export class FseWriter {
  readonly #table: FseEncoding;
  #state: number;
  constructor(table: FseEncoding, last: number) {
    this.#table = table;
    const delta = table.deltaBits[last]!;
    const bits = (delta + (1 << 15)) >> 16;
    const value = (bits << 16) - delta;
    this.#state = table.states[(value >> bits) + table.deltaState[last]!]!;
  }
  write(symbol: number, output: BitWriter): void {
    const { states, deltaBits, deltaState } = this.#table;
    const bits = (this.#state + deltaBits[symbol]!) >> 16;
    output.write(this.#state, bits);
    this.#state = states[(this.#state >> bits) + deltaState[symbol]!]!;
  }
  finish(output: BitWriter): void {
    output.write(this.#state, this.#table.log);
  }
}

/** Scales counts to a sum of `2 ** log`; each symbol that occurs keeps at least 1. */
export function normalize(counts: readonly number[], total: number, log: number): number[] {
  const size = 1 << log;
  const scaled = counts.map((count) =>
    count === 0 ? 0 : Math.max(1, Math.round((count * size) / total)),
  );
  let excess = scaled.reduce((sum, count) => sum + count, 0) - size;
  while (excess !== 0) {
    const largest = scaled.indexOf(Math.max(...scaled));
    const change = excess < 0 ? excess : Math.min(excess, Math.max(1, scaled[largest]! >> 2));
    scaled[largest]! -= change;
    excess -= change;
  }
  return scaled;
}

/** An accuracy that suits so many symbols. */
export function suitableLog(occurrences: number, maxSymbol: number, maxLog: number): number {
  const byCount = highBit(Math.max(1, occurrences - 1)) - 2;
  const least = highBit(maxSymbol + 1) + 2;
  return Math.max(5, Math.min(maxLog, Math.max(Math.min(byCount, maxLog), least)));
}

/** The description of a distribution, as `readDistribution` reads it. */
export function writeDistribution(counts: readonly number[], log: number): Uint8Array {
  const output = new BitWriter(64);
  output.write(log - 5, 4);
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width = log + 1;
  let symbol = 0;
  let afterZero = false;
  while (symbol < counts.length && remaining > 1) {
    if (afterZero) {
      let zeros = 0;
      while (counts[symbol] === 0) {
        symbol++;
        zeros++;
      }
      for (; zeros >= 3; zeros -= 3) output.write(3, 2);
      output.write(zeros, 2);
    }
    const count = counts[symbol++]!;
    const max = 2 * threshold - 1 - remaining;
    remaining -= Math.abs(count);
    let value = count + 1;
    if (value >= threshold) value += max;
    output.write(value, value < max ? width - 1 : width);
    afterZero = count === 0;
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
  }
  return output.finish();
}
