/** Node's `BrotliEncoderContext`. */
import type { CompressionContext, ZlibFailure } from '../compression-context.ts';
import { StreamEncoder } from './stream-encoder.ts';
import type { BrotliWasm } from './wasm.ts';

export const operations = ['process', 'flush', 'finish', 'metadata'] as const;

/**
 * Input up to this size that is not flushed is compressed in one go, by the code that makes the same
 * bytes as Node. Beyond, and from a flush on, output must come before the end is known.
 */
const ONE_GO = 1 << 20;
const OUTPUT_SIZE = 1 << 16;

export interface EncoderOptions {
  /** 0 to 11. */
  quality: number;
  /** 10 to 24. */
  windowBits: number;
}

export class BrotliEncoderContext implements CompressionContext {
  availIn = 0;
  availOut = 0;
  failure: ZlibFailure | undefined;
  #options: EncoderOptions;
  #load: () => BrotliWasm;
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #stream: StreamEncoder | undefined;
  #ready: Uint8Array[] = [];
  #isFinished = false;

  /** @param load Called when the WebAssembly is first needed. */
  constructor(options: EncoderOptions, load: () => BrotliWasm) {
    this.#options = options;
    this.#load = load;
  }

  run(operation: number, input: Uint8Array | null, output: Uint8Array): void {
    this.availIn = 0;
    if (!this.#isFinished) this.#take(operations[operation]!, input);
    this.availOut = drain(this.#ready, output);
  }

  #take(operation: (typeof operations)[number], input: Uint8Array | null): void {
    if (input && input.length > 0) {
      this.#held.push(Uint8Array.from(input));
      this.#heldSize += input.length;
    }
    if (operation === 'finish') {
      this.#isFinished = true;
      if (this.#stream || this.#heldSize > ONE_GO) {
        const stream = this.#streaming();
        this.#ready.push(stream.finish());
      } else {
        this.#inOneGo();
      }
    } else if (operation === 'flush') {
      this.#ready.push(this.#streaming().flush());
    } else if (this.#stream || this.#heldSize > ONE_GO) {
      this.#streaming();
    }
  }

  /** The encoder that can flush, with everything so far. */
  #streaming(): StreamEncoder {
    const { quality, windowBits } = this.#options;
    const stream = (this.#stream ??= new StreamEncoder(quality, windowBits));
    for (const part of this.#held) this.#ready.push(...stream.write(part));
    this.#held = [];
    this.#heldSize = 0;
    return stream;
  }

  #inOneGo(): void {
    const stream = this.#load().createCompress(this.#options.quality);
    for (const part of this.#held) {
      for (let at = 0; at < part.length;) {
        const { output, read } = stream.run(part.subarray(at), OUTPUT_SIZE);
        this.#ready.push(output);
        at += read;
      }
    }
    for (let isDone = false; !isDone;) {
      const { output, state } = stream.run(undefined, OUTPUT_SIZE);
      this.#ready.push(output);
      isDone = state === 'done';
    }
    stream.free();
    this.#held = [];
  }

  reset(): undefined {
    this.#held = [];
    this.#heldSize = 0;
    this.#stream = undefined;
    this.#ready = [];
    this.#isFinished = false;
  }

  params(): undefined {}

  close(): void {
    this.reset();
    this.#isFinished = true;
  }
}

/** Moves as much as fits from the front of `parts` to `output`; returns the room that is left. */
export function drain(parts: Uint8Array[], output: Uint8Array): number {
  let at = 0;
  while (parts.length > 0 && at < output.length) {
    const part = parts[0]!;
    const taken = part.subarray(0, output.length - at);
    output.set(taken, at);
    at += taken.length;
    if (taken.length === part.length) parts.shift();
    else parts[0] = part.subarray(taken.length);
  }
  while (parts[0]?.length === 0) parts.shift();
  return output.length - at;
}
