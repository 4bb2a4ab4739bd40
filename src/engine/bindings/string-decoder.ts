/** The `string_decoder` binding. */
import { decodeChunk, flushDecoder } from '../bytes/string-decoder.ts';
import { bytesOf } from '../bytes/view.ts';
import type { Binding } from '../core/node-data.ts';

export function stringDecoder(stub: Binding): Binding {
  return Object.assign(stub, {
    decode: (state: Uint8Array, chunk: ArrayBufferView) => decodeChunk(state, bytesOf(chunk)),
    flush: flushDecoder,
  });
}
