/** What a frame has decoded so far, as far back as its window reaches. */
import { corrupt } from './errors.ts';
import { BLOCK_MAX } from './format.ts';

export class History {
  #bytes: Uint8Array;
  readonly #window: number;
  #end: number;
  /** What is before it has been given away. */
  #given: number;

  /** @param prefix Content that matches may reach before anything is decoded. */
  constructor(window: number, prefix: Uint8Array) {
    this.#window = Math.max(window, prefix.length);
    this.#bytes = new Uint8Array(prefix.length + 2 * BLOCK_MAX);
    this.#bytes.set(prefix);
    this.#end = this.#given = prefix.length;
  }

  /** Decoded bytes that have not been given away. */
  get pending(): Uint8Array {
    return this.#bytes.subarray(this.#given, this.#end);
  }

  give(count: number): void {
    this.#given += count;
  }

  /** Makes place for a block. Nothing may be pending. */
  reserve(): void {
    if (this.#end + BLOCK_MAX <= this.#bytes.length) return;
    const most = this.#window + 4 * BLOCK_MAX;
    if (this.#bytes.length < most) {
      const larger = new Uint8Array(Math.min(most, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
      if (this.#end + BLOCK_MAX <= larger.length) return;
    }
    const from = Math.max(0, this.#end - this.#window);
    this.#bytes.copyWithin(0, from, this.#end);
    this.#end -= from;
    this.#given = this.#end;
  }

  append(bytes: Uint8Array): void {
    this.#fits(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  fill(byte: number, count: number): void {
    this.#fits(count);
    this.#bytes.fill(byte, this.#end, this.#end + count);
    this.#end += count;
  }

  copy(distance: number, length: number): void {
    this.#fits(length);
    const from = this.#end - distance;
    if (from < 0) corrupt();
    const bytes = this.#bytes;
    if (distance >= length) bytes.copyWithin(this.#end, from, from + length);
    else for (let i = 0; i < length; i++) bytes[this.#end + i] = bytes[from + i]!;
    this.#end += length;
  }

  #fits(length: number): void {
    if (this.#end - this.#given + length > BLOCK_MAX) corrupt();
  }
}
