/** base64 and base64url (RFC 4648), read as leniently as Node does. */
import { arrayIndex, sliceEnd } from './view.ts';
import { writeLimit } from './write-range.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = `${BASE64.slice(0, 62)}-_`;

/**
 * Value of a digit of either alphabet by its low byte (native code truncates code units too).
 * Padding ends the text; anything else is skipped.
 */
const PADDING = -2;
const DIGIT = new Int8Array(256).fill(-1);
for (let value = 0; value < 64; value++) {
  DIGIT[BASE64.charCodeAt(value)] = value;
  DIGIT[BASE64URL.charCodeAt(value)] = value;
}
DIGIT[0x3d] = PADDING;

/** All pairs of digits, so that three bytes cost two look-ups. */
const pairs = (alphabet: string): string[] =>
  Array.from({ length: 4096 }, (_, n) => alphabet[n >> 6]! + alphabet[n & 63]!);
let base64Pairs: string[] | undefined;
let base64urlPairs: string[] | undefined;

function encode(
  bytes: Uint8Array,
  from: number,
  to: number,
  alphabet: string,
  pair: string[],
  padded: boolean,
): string {
  let text = '';
  let i = from;
  for (; i + 2 < to; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    text += pair[group >> 12]! + pair[group & 0xfff]!;
  }
  if (to - i === 1) {
    text += pair[bytes[i]! << 4]! + (padded ? '==' : '');
  } else if (to - i === 2) {
    const group = (bytes[i]! << 8) | bytes[i + 1]!;
    text += pair[group >> 4]! + alphabet[(group & 15) << 2]! + (padded ? '=' : '');
  }
  return text;
}

export function base64Slice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  return encode(bytes, from, to, BASE64, (base64Pairs ??= pairs(BASE64)), true);
}

export function base64urlSlice(bytes: Uint8Array, start?: number, end?: number): string {
  const from = arrayIndex(start, 0);
  const to = sliceEnd(bytes.length, from, end);
  return encode(bytes, from, to, BASE64URL, (base64urlPairs ??= pairs(BASE64URL)), false);
}

/**
 * Decodes either alphabet; whitespace and foreign characters are skipped, padding is optional and
 * ends the text.
 * @returns the number of bytes written.
 */
export function base64Write(
  bytes: Uint8Array,
  text: string,
  offset?: number,
  length?: number,
): number {
  const from = arrayIndex(offset, 0);
  const limit = writeLimit(bytes, text, from, length);
  let source = 0;
  let written = 0;
  while (source < text.length && written < limit) {
    if (source + 4 <= text.length && written + 3 <= limit) {
      const a = DIGIT[text.charCodeAt(source) & 0xff]!;
      const b = DIGIT[text.charCodeAt(source + 1) & 0xff]!;
      const c = DIGIT[text.charCodeAt(source + 2) & 0xff]!;
      const d = DIGIT[text.charCodeAt(source + 3) & 0xff]!;
      if ((a | b | c | d) >= 0) {
        bytes[from + written] = (a << 2) | (b >> 4);
        bytes[from + written + 1] = (b << 4) | (c >> 2);
        bytes[from + written + 2] = (c << 6) | d;
        source += 4;
        written += 3;
        continue;
      }
    }
    const group = decodeGroup(bytes, from, written, limit, text, source);
    written = group.written;
    if (!group.complete) break;
    source = group.source;
  }
  return written;
}

/** Decodes one group of four digits with anything in between. */
function decodeGroup(
  bytes: Uint8Array,
  from: number,
  written: number,
  limit: number,
  text: string,
  source: number,
): { written: number; source: number; complete: boolean } {
  let high = 0;
  for (let n = 0; n < 4; n++) {
    let digit: number;
    do {
      if (source >= text.length) return { written, source, complete: false };
      digit = DIGIT[text.charCodeAt(source++) & 0xff]!;
      if (digit === PADDING) return { written, source, complete: false };
    } while (digit < 0);
    if (n === 1) bytes[from + written++] = (high << 2) | (digit >> 4);
    else if (n === 2) bytes[from + written++] = (high << 4) | (digit >> 2);
    else if (n === 3) bytes[from + written++] = (high << 6) | digit;
    if (n < 3 && (source >= text.length || written >= limit)) {
      return { written, source, complete: false };
    }
    high = digit;
  }
  return { written, source, complete: true };
}
