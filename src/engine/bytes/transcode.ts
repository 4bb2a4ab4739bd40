/** `buffer.transcode`: from one encoding to another, with `?` for what the target lacks. */
import { encodeString, parseEncoding } from './encodings.ts';
import { latin1Slice } from './latin1.ts';
import { utf8Slice, utf8SliceStrict } from './utf8.ts';
import { ucs2Slice } from './utf16.ts';

/** ICU's error numbers, which `icuErrName` names. */
export const ILLEGAL_ARGUMENT = 1;
export const INVALID_CHARACTER = 10;
type Failure = typeof ILLEGAL_ARGUMENT | typeof INVALID_CHARACTER;

const supported = ['ascii', 'latin1', 'utf16le', 'utf8'] as const;
type Supported = (typeof supported)[number];

function supportedEncoding(name: string): Supported | undefined {
  const encoding = parseEncoding(name, 'buffer');
  return supported.find((item) => item === encoding);
}

/** @returns the bytes, or an ICU error number. */
export function transcodeBytes(source: Uint8Array, from: string, to: string): Uint8Array | Failure {
  const input = supportedEncoding(from);
  const output = supportedEncoding(to);
  if (!input || !output) return ILLEGAL_ARGUMENT;
  const text = read(source, input, output);
  if (text === undefined) return INVALID_CHARACTER;
  if (output === 'ascii') return encodeString(text.replace(/[^\0-\x7f]/gu, substitute), output);
  if (output === 'latin1') return encodeString(text.replace(/[^\0-\xff]/gu, substitute), output);
  return encodeString(text, output);
}

/** Malformed input is U+FFFD, except between UTF-8 and UTF-16, where Node refuses it. */
function read(source: Uint8Array, input: Supported, output: Supported): string | undefined {
  switch (input) {
    case 'utf8':
      return output === 'utf16le' ? utf8SliceStrict(source) : utf8Slice(source);
    case 'utf16le': {
      const text = ucs2Slice(source);
      if (output === 'utf8') return text !== '' && text.isWellFormed() ? text : undefined;
      // Half a unit, or half a pair with half a unit after it, is one malformed character.
      const cut = output === 'utf16le' && source.length % 2 === 1;
      return (cut ? text.replace(/[\ud800-\udbff]?$/, '\uFFFD') : text).toWellFormed();
    }
    case 'latin1':
      return latin1Slice(source);
    default: {
      const text = latin1Slice(source);
      // To UTF-16, ICU is not asked: Node widens the bytes itself.
      return output === 'utf16le' ? text : text.replace(/[\x80-\xff]/g, '\uFFFD');
    }
  }
}

/** ICU drops what is invisible instead of replacing it. */
const substitute = (character: string): string =>
  /\p{Default_Ignorable_Code_Point}/u.test(character) ? '' : '?';
