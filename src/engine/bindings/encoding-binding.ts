/** The `encoding_binding` binding: `TextEncoder`, `TextDecoder` for UTF-8, IDNA. */
import { nativeError } from '../bytes/native-error.ts';
import { domainForDisplay } from '../bytes/punycode.ts';
import { encodeUtf8, encodeUtf8Into } from '../bytes/utf8.ts';
import { bytesOf, unshared, type BytesInput } from '../bytes/view.ts';
import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';
import { toASCII } from './url.ts';

/** One decoder per combination of flags: without `stream` they keep no state. */
const decoders = [false, true].map((ignoreBOM) =>
  [false, true].map((fatal) => new browser.TextDecoder('utf-8', { ignoreBOM, fatal })),
);

/** What `TextDecoder` throws for malformed input when it is `fatal`. */
export const invalidEncodedData = (encoding: string): TypeError =>
  nativeError(
    TypeError,
    'ERR_ENCODING_INVALID_ENCODED_DATA',
    `The encoded data was not valid for encoding ${encoding}`,
  );

function decodeUTF8(input: BytesInput, ignoreBOM: unknown, fatal: unknown): string {
  if (
    !ArrayBuffer.isView(input) &&
    Object.prototype.toString.call(input).slice(-12) !== 'ArrayBuffer]'
  ) {
    throw nativeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
    );
  }
  // Of a detached buffer nothing is left to decode.
  if (!ArrayBuffer.isView(input) && (input as ArrayBuffer).detached) return '';
  try {
    return decoders[Number(!!ignoreBOM)]![Number(!!fatal)]!.decode(unshared(bytesOf(input)));
  } catch {
    throw invalidEncodedData('utf-8');
  }
}

export function encodingBinding(stub: Binding): Binding {
  const results: Uint32Array = (stub.encodeIntoResults = new Uint32Array(2));
  return Object.assign(stub, {
    encodeInto(text: string, target: Uint8Array): void {
      const { read, written } = encodeUtf8Into(text, target);
      results[0] = read;
      results[1] = written;
    },
    encodeUtf8String: encodeUtf8,
    decodeUTF8,
    toASCII,
    toUnicode: domainForDisplay,
  });
}
