/** Data as native functions receive it. */
import { bytesOf, section, type BytesInput } from '../../../bytes/view.ts';
import { host } from './host.ts';

/** Plain bytes, without a copy where possible; text counts as UTF-8 unless told otherwise. */
export function dataBytes(data: string | BytesInput, encoding?: string): Uint8Array {
  const bytes =
    typeof data === 'string'
      ? host().Buffer.from(
          data,
          (encoding === 'buffer' ? 'utf8' : encoding) as BufferEncoding | undefined,
        )
      : bytesOf(data);
  return section(bytes, 0, bytes.length);
}

/** For jobs, which run after the program may have changed its buffer. */
export const copyBytes = (data: BytesInput): Uint8Array => Uint8Array.from(bytesOf(data));

/** An `ArrayBuffer` of exactly these bytes. */
export const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer =>
  (bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : bytes.slice().buffer) as ArrayBuffer;
