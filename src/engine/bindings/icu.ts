/** The `icu` binding: the browser's text decoders and Unicode data. */
import { icuErrorName } from '../bytes/icu-errors.ts';
import { stringWidth } from '../bytes/string-width.ts';
import { transcodeBytes } from '../bytes/transcode.ts';
import { bytesOf, unshared, type BytesInput } from '../bytes/view.ts';
import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { invalidEncodedData } from './encoding-binding.ts';

/** Flags of `lib/internal/encoding.js`. */
const FLUSH = 1;
const FATAL = 2;
const IGNORE_BOM = 4;

function getConverter(encoding: string, flags: number): TextDecoder | undefined {
  try {
    return new browser.TextDecoder(encoding, {
      fatal: (flags & FATAL) !== 0,
      ignoreBOM: (flags & IGNORE_BOM) !== 0,
    });
  } catch {
    return undefined;
  }
}

export function icu(stub: Binding): Binding {
  return Object.assign(stub, {
    icuErrName: icuErrorName,
    getStringWidth: stringWidth,
    transcode(source: Uint8Array, from: string, to: string): Uint8Array | number {
      const result = transcodeBytes(bytesOf(source), from, to);
      if (typeof result === 'number') return result;
      return runtime.Buffer.from(
        result.buffer as ArrayBuffer,
        result.byteOffset,
        result.byteLength,
      );
    },
    getConverter,
    hasConverter: (encoding: string) => getConverter(encoding, 0) !== undefined,
    decode(converter: TextDecoder, input: BytesInput, flags: number, encoding: string): string {
      try {
        return converter.decode(unshared(bytesOf(input)), { stream: (flags & FLUSH) === 0 });
      } catch {
        throw invalidEncodedData(encoding);
      }
    },
  });
}
