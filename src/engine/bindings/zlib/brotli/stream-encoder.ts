/**
 * A Brotli encoder that can flush, which the WebAssembly one cannot. It compresses with a window, a
 * hash table and one prefix code each for literals, commands and distances: about as well as gzip.
 * RFC 7932.
 */
import { BitWriter } from './bit-writer.ts';
import { command, type Command } from './commands.ts';
import { writePrefixCode, type PrefixCode } from './prefix-code.ts';

/** Bytes per meta-block: codes of its own cost little at this size. */
const BLOCK_SIZE = 1 << 17;
const HASH_BITS = 15;
const MIN_MATCH = 4;
const MAX_MATCH = 1 << 16;

export class StreamEncoder {
  #writer = new BitWriter();
  #window: number;
  #maxChain: number;
  /** What was encoded and can be referred to, then what is to be encoded. */
  #buffer: Uint8Array;
  #start = 0;
  #end = 0;
  /** By hash, the last position; by position within the window, the one before with that hash. */
  #heads = new Int32Array(1 << HASH_BITS).fill(-1);
  #previous: Int32Array;
  /** Position in the stream of `#buffer[0]`. */
  #base = 0;
  #lastDistance = 4;
  #isFinished = false;

  /**
   * @param quality 0 to 11.
   * @param windowBits 10 to 24.
   */
  constructor(quality: number, windowBits: number) {
    this.#window = 2 ** windowBits;
    this.#maxChain = 2 ** Math.min(8, 1 + Math.floor(quality * 0.7));
    this.#buffer = new Uint8Array(Math.min(2 * this.#window, 1 << 16) + BLOCK_SIZE);
    this.#previous = new Int32Array(this.#window);
    if (windowBits === 16) this.#writer.write(0, 1);
    else if (windowBits === 17) this.#writer.write(1, 7);
    else if (windowBits > 17) this.#writer.write(((windowBits - 17) << 1) | 1, 4);
    else this.#writer.write(((windowBits - 8) << 4) | 1, 7);
  }

  /** Takes input; returns what is ready. */
  write(data: Uint8Array): Uint8Array[] {
    const ready: Uint8Array[] = [];
    for (let at = 0; at < data.length;) {
      const part = data.subarray(at, at + BLOCK_SIZE - (this.#end - this.#start));
      this.#append(part);
      at += part.length;
      if (this.#end - this.#start === BLOCK_SIZE) {
        this.#encodeBlock();
        ready.push(this.#writer.take());
      }
    }
    return ready;
  }

  /** Everything so far, so that a reader can decode all of it. */
  flush(): Uint8Array {
    this.#encodeBlock();
    if (!this.#writer.isAligned) {
      // An empty block of metadata ends at a whole byte.
      this.#writer.write(0b000110, 6);
      this.#writer.align();
    }
    return this.#writer.take();
  }

  finish(): Uint8Array {
    if (this.#isFinished) return new Uint8Array(0);
    this.#isFinished = true;
    this.#encodeBlock();
    this.#writer.write(0b11, 2);
    this.#writer.align();
    return this.#writer.take();
  }

  #append(data: Uint8Array): void {
    if (this.#end + data.length > this.#buffer.length) this.#makeRoom(data.length);
    this.#buffer.set(data, this.#end);
    this.#end += data.length;
  }

  /** Forgets what is out of the window, or grows up to the window. */
  #makeRoom(length: number): void {
    const dropped = Math.max(0, this.#start - this.#window);
    const kept = this.#buffer.subarray(dropped, this.#end);
    let target = this.#buffer;
    if (dropped < this.#buffer.length / 4) {
      const needed = kept.length + length;
      target = new Uint8Array(
        Math.max(needed, Math.min(2 * this.#buffer.length, 2 * this.#window + BLOCK_SIZE)),
      );
    }
    target.set(kept);
    this.#buffer = target;
    this.#base += dropped;
    this.#start -= dropped;
    this.#end -= dropped;
  }

  #hash(at: number): number {
    const b = this.#buffer;
    const word = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
    return Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
  }

  #remember(at: number): void {
    if (at + MIN_MATCH > this.#end) return;
    const hash = this.#hash(at);
    const position = this.#base + at;
    this.#previous[position & (this.#window - 1)] = this.#heads[hash]!;
    this.#heads[hash] = position;
  }

  /** The longest match for what is at `at`: its length and distance, or length 0. */
  #match(at: number): { length: number; distance: number } {
    const b = this.#buffer;
    const limit = Math.min(MAX_MATCH, this.#end - at);
    let length = 0;
    let distance = 0;
    if (limit < MIN_MATCH) return { length, distance };
    const position = this.#base + at;
    const nearest = position - (this.#window - 16);
    const tryDistance = (candidate: number): void => {
      const from = at - candidate;
      if (from < 0 || b[from + length] !== b[at + length]) return;
      let same = 0;
      while (same < limit && b[from + same] === b[at + same]) same++;
      // A farther match must be longer to pay for its distance.
      const cost =
        candidate === this.#lastDistance ? 0 : Math.max(0, (28 - Math.clz32(candidate)) >> 3);
      if (same >= MIN_MATCH && same > length + (length > 0 ? cost : 0)) {
        length = same;
        distance = candidate;
      }
    };
    if (this.#lastDistance <= at && position - this.#lastDistance >= nearest) {
      tryDistance(this.#lastDistance);
    }
    let candidate = this.#heads[this.#hash(at)]!;
    for (let tries = this.#maxChain; tries > 0 && candidate >= nearest && candidate >= 0; tries--) {
      if (candidate < position) tryDistance(position - candidate);
      if (length === limit) break;
      const next = this.#previous[candidate & (this.#window - 1)]!;
      if (next >= candidate) break;
      candidate = next;
    }
    return { length, distance };
  }

  #commands(): Command[] {
    const commands: Command[] = [];
    let literalsFrom = this.#start;
    let at = this.#start;
    let found = this.#match(at);
    while (at < this.#end) {
      this.#remember(at);
      if (found.length === 0) {
        at++;
        found = at < this.#end ? this.#match(at) : found;
        continue;
      }
      const later = at + 1 < this.#end && found.length < 64 ? this.#match(at + 1) : undefined;
      if (later && later.length > found.length + 1) {
        at++;
        found = later;
        continue;
      }
      const isLast = found.distance === this.#lastDistance;
      commands.push(command(at - literalsFrom, found.length, isLast ? 0 : found.distance));
      this.#lastDistance = found.distance;
      const next = at + found.length;
      for (at++; at < next; at++) this.#remember(at);
      literalsFrom = at;
      found = at < this.#end ? this.#match(at) : { length: 0, distance: 0 };
    }
    if (literalsFrom < this.#end) commands.push(command(this.#end - literalsFrom, 0, undefined));
    return commands;
  }

  #encodeBlock(): void {
    const length = this.#end - this.#start;
    if (length === 0) return;
    const writer = this.#writer;
    const commands = this.#commands();
    const literalCounts = new Uint32Array(256);
    const commandCounts = new Uint32Array(704);
    const distanceCounts = new Uint32Array(64);
    let at = this.#start;
    for (const { symbol, insert, copy, distance } of commands) {
      for (let i = 0; i < insert; i++) literalCounts[this.#buffer[at + i]!]!++;
      at += insert + copy;
      commandCounts[symbol]!++;
      if (distance) distanceCounts[distance.symbol]!++;
    }
    const nibbles = length > 1 << 16 ? 5 : 4;
    writer.write(0, 1);
    writer.write(nibbles - 4, 2);
    writer.write(length - 1, nibbles * 4);
    // Compressed; one block type of each kind; no postfix and direct distances; one code each.
    writer.write(0, 1 + 3 + 6 + 2 + 2);
    const literals = writePrefixCode(writer, literalCounts, 8);
    const symbols = writePrefixCode(writer, commandCounts, 10);
    const distances = writePrefixCode(writer, distanceCounts, 6);
    const put = ({ codes, lengths }: PrefixCode, symbol: number): void =>
      writer.write(codes[symbol]!, lengths[symbol]!);
    at = this.#start;
    for (const each of commands) {
      put(symbols, each.symbol);
      writer.write(each.insertExtra, each.insertBits);
      writer.write(each.copyExtra, each.copyBits);
      for (let i = 0; i < each.insert; i++) put(literals, this.#buffer[at++]!);
      if (each.distance) {
        put(distances, each.distance.symbol);
        writer.write(each.distance.extra, each.distance.bits);
      }
      at += each.copy;
    }
    this.#start = this.#end;
  }
}
