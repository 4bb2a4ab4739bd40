/** Chunk `zlib`: gzip and deflate for `zlib`. Its WebAssembly is the file `zlib-wasm`. */
export { ZlibContext, zlibModes } from '../bindings/zlib/zlib-context.ts';
export { instantiateZlib } from '../bindings/zlib/zlib-wasm.ts';
