/** Chunk `zstd`: Zstandard for `zlib`. */
export { ZstdDecoderContext } from '../bindings/zlib/zstd/decoder-context.ts';
export { ZstdEncoderContext } from '../bindings/zlib/zstd/encoder-context.ts';
