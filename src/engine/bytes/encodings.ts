/** Conversion by the name of an encoding, or by its number in native code (`enum encoding`). */
import { base64Slice, base64Write, base64urlSlice } from './base64.ts';
import { hexSlice, hexWrite } from './hex.ts';
import { asciiSlice, latin1Slice, latin1Write } from './latin1.ts';
import { encodeUtf8, utf8Slice } from './utf8.ts';
import { ucs2Slice, ucs2Write } from './utf16.ts';
import { section } from './view.ts';

/** Node's encodings in the order of their numbers, as `string_decoder.encodings`. */
export const encodings = [
  'ascii',
  'utf8',
  'base64',
  'utf16le',
  'latin1',
  'hex',
  'buffer',
  'base64url',
] as const;
export type Encoding = (typeof encodings)[number];

/** Native `ParseEncoding`: a name in any case, or a number; anything else is `fallback`. */
export function parseEncoding(value: unknown, fallback: Encoding = 'utf8'): Encoding {
  if (typeof value === 'number') return encodings[value] ?? fallback;
  if (typeof value !== 'string') return fallback;
  switch (value.toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return 'utf8';
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return 'utf16le';
    case 'latin1':
    case 'binary':
      return 'latin1';
    case 'ascii':
      return 'ascii';
    case 'hex':
      return 'hex';
    case 'base64':
      return 'base64';
    case 'base64url':
      return 'base64url';
    case 'buffer':
      return 'buffer';
    default:
      return fallback;
  }
}

/** The bytes of `text` in an encoding. */
export function encodeString(text: string, encoding?: unknown): Uint8Array {
  switch (parseEncoding(encoding)) {
    case 'ascii':
    case 'latin1': {
      const bytes = new Uint8Array(text.length);
      latin1Write(bytes, text);
      return bytes;
    }
    case 'utf16le': {
      const bytes = new Uint8Array(text.length * 2);
      ucs2Write(bytes, text);
      return bytes;
    }
    case 'hex': {
      const bytes = new Uint8Array(text.length >>> 1);
      return section(bytes, 0, hexWrite(bytes, text));
    }
    case 'base64':
    case 'base64url': {
      const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
      return section(bytes, 0, base64Write(bytes, text));
    }
    default:
      return encodeUtf8(text);
  }
}

/** `bytes` as a string in an encoding; `buffer` reads as UTF-8. */
export function decodeBytes(bytes: Uint8Array, encoding?: unknown): string {
  switch (parseEncoding(encoding)) {
    case 'ascii':
      return asciiSlice(bytes);
    case 'latin1':
      return latin1Slice(bytes);
    case 'utf16le':
      return ucs2Slice(bytes);
    case 'hex':
      return hexSlice(bytes);
    case 'base64':
      return base64Slice(bytes);
    case 'base64url':
      return base64urlSlice(bytes);
    default:
      return utf8Slice(bytes);
  }
}
