/** Finds repetitions: hash chains over a window of what was seen. */
import { BLOCK_MAX } from './format.ts';

export interface SearchOptions {
  /** Candidates that are compared at most. */
  depth: number;
  /** Positions after a match that are tried for a longer one. */
  lazy: number;
  /** A match of this length is taken at once. */
  enough: number;
}

/** `literals` bytes as they are, then `length` bytes from `distance` before. */
export interface Sequence {
  literals: number;
  distance: number;
  length: number;
}

const MIN_MATCH = 4;
const HASH_BITS = 16;

export class MatchFinder {
  readonly #window: number;
  readonly #options: SearchOptions;
  readonly #heads = new Int32Array(1 << HASH_BITS).fill(-1);
  #chain: Int32Array;
  /** What matches may reach, and after it the block. */
  bytes: Uint8Array;
  /** Where the block begins. */
  start: number;
  #end: number;
  #lastDistance = 0;

  constructor(window: number, options: SearchOptions, prefix: Uint8Array) {
    this.#window = window;
    this.#options = options;
    this.bytes = new Uint8Array(prefix.length + 2 * BLOCK_MAX);
    this.#chain = new Int32Array(this.bytes.length);
    this.bytes.set(prefix);
    this.start = this.#end = prefix.length;
    for (let i = 0; i + MIN_MATCH <= prefix.length; i++) this.#insert(i);
  }

  /** Bytes that the block has got so far. */
  get length(): number {
    return this.#end - this.start;
  }

  /** Adds to the block as much as it still takes; returns how much. */
  add(input: Uint8Array): number {
    const count = Math.min(input.length, BLOCK_MAX - this.length);
    if (this.#end + count > this.bytes.length) this.#makeRoom(count);
    this.bytes.set(input.subarray(0, count), this.#end);
    this.#end += count;
    return count;
  }

  #makeRoom(count: number): void {
    const most = this.#window + 4 * BLOCK_MAX;
    if (this.bytes.length < most) {
      const size = Math.min(most, Math.max(this.bytes.length * 2, this.#end + count));
      const bytes = new Uint8Array(size);
      bytes.set(this.bytes);
      const chain = new Int32Array(size);
      chain.set(this.#chain);
      this.bytes = bytes;
      this.#chain = chain;
      if (this.#end + count <= size) return;
    }
    const from = this.start - this.#window;
    this.bytes.copyWithin(0, from, this.#end);
    this.#chain.copyWithin(0, from, this.#end);
    for (let i = 0; i < this.#chain.length; i++) this.#chain[i]! -= from;
    for (let i = 0; i < this.#heads.length; i++) this.#heads[i]! -= from;
    this.start -= from;
    this.#end -= from;
  }

  #hash(i: number): number {
    const { bytes } = this;
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  #insert(i: number): void {
    const hash = this.#hash(i);
    this.#chain[i] = this.#heads[hash]!;
    this.#heads[hash] = i;
  }

  #matchLength(candidate: number, i: number): number {
    const { bytes } = this;
    const end = this.#end;
    let length = 0;
    while (i + length < end && bytes[candidate + length] === bytes[i + length]) length++;
    return length;
  }

  #found = 0;
  /** Length of the best match at a position, 0 for none; its distance is in `#found`. */
  #search(i: number, least: number): number {
    let best = least;
    let result = 0;
    const { bytes } = this;
    const last = this.#lastDistance;
    if (last > 0 && last <= i && bytes[i - last] === bytes[i]) {
      const length = this.#matchLength(i - last, i);
      // One that repeats the last distance costs almost nothing: it may be shorter.
      if (length >= MIN_MATCH && length + 1 > best) {
        best = result = length;
        this.#found = last;
      }
    }
    const lowest = Math.max(0, i - this.#window);
    let candidate = this.#heads[this.#hash(i)]!;
    for (let n = this.#options.depth; n > 0 && candidate >= lowest; n--) {
      if (bytes[candidate + best] === bytes[i + best] || best === 0) {
        const length = this.#matchLength(candidate, i);
        if (length > best && length >= MIN_MATCH) {
          best = result = length;
          this.#found = i - candidate;
          if (length >= this.#options.enough) break;
        }
      }
      candidate = this.#chain[candidate]!;
    }
    return result;
  }

  /** Divides the block into sequences; `literals` is what follows the last of them. */
  parse(): { sequences: Sequence[]; literals: number } {
    const { lazy, enough, depth } = this.#options;
    const sequences: Sequence[] = [];
    const limit = this.#end - MIN_MATCH;
    let literalsFrom = this.start;
    let i = this.start;
    while (i <= limit) {
      let length = this.#search(i, 0);
      this.#insert(i);
      if (length === 0) {
        // Where nothing has matched for long, nothing will soon: look less often.
        const skip = depth <= 8 ? (i - literalsFrom) >> 8 : 0;
        i += 1 + skip;
        continue;
      }
      let distance = this.#found;
      for (let n = 0; n < lazy && length < enough && i + 1 <= limit; n++) {
        const longer = this.#search(i + 1, length + 1);
        if (longer <= length) break;
        i++;
        this.#insert(i);
        length = longer;
        distance = this.#found;
      }
      sequences.push({ literals: i - literalsFrom, distance, length });
      this.#lastDistance = distance;
      const end = i + length;
      const inserted = Math.min(end, limit + 1);
      for (i++; i < inserted; i++) this.#insert(i);
      i = literalsFrom = end;
    }
    const literals = this.#end - literalsFrom;
    return { sequences, literals };
  }

  /** The block is done: what comes is the next. */
  advance(): void {
    this.start = this.#end;
  }
}
