/** Node's `BrotliDecoderContext`. */
import type { CompressionContext, ZlibFailure } from '../compression-context.ts';
import type { BrotliWasm, WasmStream } from './wasm.ts';

const FINISH = 2;

export class BrotliDecoderContext implements CompressionContext {
  availIn = 0;
  availOut = 0;
  failure: ZlibFailure | undefined;
  #load: () => BrotliWasm;
  #errorNames: Map<number, string>;
  #stream: WasmStream | undefined;
  #isDone = false;

  /**
   * @param load Called when the WebAssembly is first needed.
   * @param errorNames The decoder's errors by number: `FORMAT_PADDING_1` and so on.
   */
  constructor(load: () => BrotliWasm, errorNames: Map<number, string>) {
    this.#load = load;
    this.#errorNames = errorNames;
  }

  run(operation: number, input: Uint8Array | null, output: Uint8Array): void {
    this.failure = undefined;
    this.availIn = input?.length ?? 0;
    this.availOut = output.length;
    if (this.#isDone) return;
    this.#stream ??= this.#load().createDecompress();
    try {
      const result = this.#stream.run(input ?? undefined, output.length);
      output.set(result.output);
      this.availIn -= result.read;
      this.availOut -= result.output.length;
      this.#isDone = result.state === 'done';
      if (operation === FINISH && result.state === 'needs input') {
        this.failure = { message: 'unexpected end of file', errno: -5, code: 'Z_BUF_ERROR' };
      }
    } catch (error) {
      const errno = (error as { errorCode?: number }).errorCode ?? -1;
      const name = this.#errorNames.get(errno) ?? 'UNREACHABLE';
      this.failure = { message: 'Decompression failed', errno, code: `ERR__ERROR_${name}` };
    }
  }

  reset(): undefined {
    this.close();
    this.#isDone = false;
  }

  params(): undefined {}

  close(): void {
    this.#stream?.free();
    this.#stream = undefined;
    this.#isDone = true;
  }
}
