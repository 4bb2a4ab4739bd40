/** Bits of Zstandard's streams. Most are written forwards and read backwards. */
import { corrupt } from './errors.ts';

/** Reads from the end of `bytes`, where a 1 bit marks the last that was written. */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** Bits that are left; negative when more were read than there are. */
  left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes[bytes.length - 1] ?? 0;
    if (last === 0) corrupt();
    this.#bytes = bytes;
    this.left = (bytes.length - 1) * 8 + 31 - Math.clz32(last);
  }

  /** The next `count` bits, at most 24; what is before the beginning counts as 0. */
  peek(count: number): number {
    const from = this.left - count;
    if (from < 0) {
      if (this.left <= 0) return 0;
      return this.#at(0, this.left) << -from;
    }
    return this.#at(from, count);
  }

  /** @param count At most 31. */
  read(count: number): number {
    if (count > 16) {
      const high = this.read(count - 16);
      return high * 65536 + this.read(16);
    }
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  #at(from: number, count: number): number {
    const bytes = this.#bytes;
    const i = from >>> 3;
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    return (word >>> (from & 7)) & ((1 << count) - 1);
  }
}

/** Reads from the beginning, lowest bit first. */
export class ForwardBits {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  peek(count: number): number {
    const i = this.#position >>> 3;
    const bytes = this.#bytes;
    const word = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16);
    return (word >>> (this.#position & 7)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#position += count;
    if (this.bytesRead > this.#bytes.length) corrupt();
  }

  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  get bytesRead(): number {
    return (this.#position + 7) >>> 3;
  }
}

/** Collects bits, lowest first. */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #pending = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(16, capacity));
  }

  /** @param count At most 31. */
  write(value: number, count: number): void {
    if (count > 16) {
      this.write(value & 0xffff, 16);
      this.write(value >>> 16, count - 16);
      return;
    }
    this.#pending |= (value & ((1 << count) - 1)) << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      if (this.#length === this.#bytes.length) this.#grow();
      this.#bytes[this.#length++] = this.#pending;
      this.#pending >>>= 8;
      this.#count -= 8;
    }
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** What was written, the last byte filled up with zeros. */
  finish(): Uint8Array {
    if (this.#count > 0) this.write(0, 8 - this.#count);
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written, for reading backwards. */
  close(): Uint8Array {
    this.write(1, 1);
    return this.finish();
  }
}
