/** Chunk `brotli`: Brotli for `zlib`. Its WebAssembly is the file `brotli-wasm`. */
export { BrotliDecoderContext } from '../bindings/zlib/brotli/decoder-context.ts';
export { BrotliEncoderContext } from '../bindings/zlib/brotli/encoder-context.ts';
export { instantiateBrotli } from '../bindings/zlib/brotli/wasm.ts';
