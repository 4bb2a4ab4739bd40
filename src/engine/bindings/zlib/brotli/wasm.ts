/**
 * brotli-wasm, instantiated synchronously. Its own loader is asynchronous, and offers more than what is
 * used here.
 */

interface Exports {
  memory: WebAssembly.Memory;
  compressstream_new(hasQuality: number, quality: number): number;
  compressstream_compress(
    result: number,
    stream: number,
    input: number,
    length: number,
    outputSize: number,
  ): void;
  __wbg_compressstream_free(stream: number): void;
  decompressstream_new(): number;
  decompressstream_decompress(
    result: number,
    stream: number,
    input: number,
    length: number,
    outputSize: number,
  ): void;
  __wbg_decompressstream_free(stream: number): void;
  __wbg_get_brotlistreamresult_code(result: number): number;
  __wbg_get_brotlistreamresult_buf(result: number, object: number): void;
  __wbg_get_brotlistreamresult_input_offset(result: number): number;
  __wbg_brotlistreamresult_free(result: number): void;
  __wbindgen_malloc(size: number): number;
  __wbindgen_free(pointer: number, size: number): void;
  __wbindgen_add_to_stack_pointer(by: number): number;
}

export const streamStates = ['done', 'needs input', 'needs output'] as const;
export type StreamState = (typeof streamStates)[number];

export interface StreamResult {
  output: Uint8Array;
  /** Bytes of the input that were read. */
  read: number;
  state: StreamState;
}

export interface WasmStream {
  /** @throws Error with `errorCode`, the decoder's. */
  run(input: Uint8Array | undefined, outputSize: number): StreamResult;
  free(): void;
}

export interface BrotliWasm {
  createCompress(quality: number): WasmStream;
  createDecompress(): WasmStream;
}

export function instantiateBrotli(binary: BufferSource): BrotliWasm {
  // What Rust keeps a reference to: errors only.
  const objects: unknown[] = [];
  const utf8 = new TextDecoder();
  const text = (pointer: number, length: number): string =>
    utf8.decode(new Uint8Array(wasm.memory.buffer, pointer, length).slice());
  const keep = (object: unknown): number => objects.push(object) - 1;
  const unused = (): never => {
    throw new Error('not used by streams');
  };
  const functions: Record<string, (...args: number[]) => unknown> = {
    __wbindgen_string_new: (pointer, length) => keep(text(pointer!, length!)),
    __wbindgen_error_new: (pointer, length) => keep(new Error(text(pointer!, length!))),
    __wbindgen_object_drop_ref(index) {
      objects[index!] = undefined;
    },
    __wbindgen_throw(pointer, length) {
      throw new Error(text(pointer!, length!));
    },
  };
  const module = new WebAssembly.Module(binary);
  const wbg = Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, functions[name] ?? unused]),
  );
  const wasm = new WebAssembly.Instance(module, { wbg }).exports as unknown as Exports;

  function copyIn(input: Uint8Array): number {
    const pointer = wasm.__wbindgen_malloc(input.length);
    new Uint8Array(wasm.memory.buffer).set(input, pointer);
    return pointer;
  }

  function run(
    call: Exports['decompressstream_decompress'],
    stream: number,
    input: Uint8Array | undefined,
    outputSize: number,
  ): StreamResult {
    const stack = wasm.__wbindgen_add_to_stack_pointer(-16);
    try {
      call(stack, stream, input ? copyIn(input) : 0, input?.length ?? 0, outputSize);
      const words = new Int32Array(wasm.memory.buffer, stack, 4);
      const [result, error, failed] = words as unknown as [number, number, number];
      if (failed) throw withCode(objects[error]);
      const state = streamStates[wasm.__wbg_get_brotlistreamresult_code(result) - 1]!;
      const read = wasm.__wbg_get_brotlistreamresult_input_offset(result);
      wasm.__wbg_get_brotlistreamresult_buf(stack, result);
      const [pointer, length] = new Int32Array(wasm.memory.buffer, stack, 2) as unknown as [
        number,
        number,
      ];
      const output = new Uint8Array(wasm.memory.buffer, pointer, length).slice();
      wasm.__wbindgen_free(pointer, length);
      wasm.__wbg_brotlistreamresult_free(result);
      return { output, read, state };
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16);
    }
  }

  return {
    createCompress(quality) {
      const stream = wasm.compressstream_new(1, quality);
      return {
        run: (input, size) => run(wasm.compressstream_compress, stream, input, size),
        free: () => wasm.__wbg_compressstream_free(stream),
      };
    },
    createDecompress() {
      const stream = wasm.decompressstream_new();
      return {
        run: (input, size) =>
          run(wasm.decompressstream_decompress, stream, input ?? new Uint8Array(0), size),
        free: () => wasm.__wbg_decompressstream_free(stream),
      };
    },
  };
}

function withCode(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  return Object.assign(known, { errorCode: Number(/-\d+/.exec(known.message)?.[0] ?? -1) });
}
