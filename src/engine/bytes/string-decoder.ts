/** Node's `StringDecoder`: text from chunks that may end inside a character. */
import { decodeBytes, encodings, type Encoding } from './encodings.ts';
import { section } from './view.ts';

/** Layout of the state, which `lib/string_decoder.js` reads for `lastChar` and `lastNeed`. */
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;

const encodingOf = (state: Uint8Array): Encoding => encodings[state[ENCODING]!] ?? 'utf8';

/** Decodes `chunk` after what `state` holds back, and holds back what is incomplete now. */
export function decodeChunk(state: Uint8Array, chunk: Uint8Array): string {
  const encoding = encodingOf(state);
  if (encoding !== 'utf8' && encoding !== 'utf16le' && !encoding.startsWith('base64')) {
    return decodeBytes(chunk, encoding);
  }
  let rest = section(chunk, 0, chunk.length);
  let prepend = '';
  if (state[MISSING]! > 0) {
    const taken = completing(state, rest, encoding);
    state.set(section(rest, 0, taken), state[BUFFERED]!);
    state[BUFFERED]! += taken;
    rest = section(rest, taken, rest.length);
    if (state[MISSING] === 0) prepend = takeBuffered(state, encoding);
  }
  if (rest.length === 0) return prepend;
  holdBack(state, rest, encoding);
  const held = state[BUFFERED]!;
  const complete = rest.length - held;
  if (held > 0) state.set(section(rest, complete, rest.length));
  return prepend + decodeBytes(section(rest, 0, complete), encoding);
}

/** How many bytes of `chunk` belong to the character that was cut; updates what is missing. */
function completing(state: Uint8Array, chunk: Uint8Array, encoding: Encoding): number {
  const wanted = Math.min(chunk.length, state[MISSING]!);
  if (encoding === 'utf8') {
    for (let i = 0; i < wanted; i++) {
      // Not a continuation byte: the cut character ends here, malformed, and another starts.
      if ((chunk[i]! & 0xc0) !== 0x80) {
        state[MISSING] = 0;
        return i;
      }
    }
  }
  state[MISSING]! -= wanted;
  return wanted;
}

/** The held bytes as text, even if they end with half a surrogate pair: so does Node. */
function takeBuffered(state: Uint8Array, encoding: Encoding): string {
  const text = decodeBytes(section(state, 0, state[BUFFERED]!), encoding);
  state[BUFFERED] = 0;
  return text;
}

function holdBack(state: Uint8Array, bytes: Uint8Array, encoding: Encoding): void {
  const length = bytes.length;
  if (encoding === 'utf8') {
    if (bytes[length - 1]! & 0x80) holdBackUtf8(state, bytes);
  } else if (encoding === 'utf16le') {
    if (length % 2 === 1) {
      state[MISSING] = 1;
      state[BUFFERED] = 1;
    } else if ((bytes[length - 1]! & 0xfc) === 0xd8) {
      state[MISSING] = 2;
      state[BUFFERED] = 2;
    }
  } else {
    const rest = length % 3;
    state[BUFFERED] = rest;
    if (rest > 0) state[MISSING] = 3 - rest;
  }
}

/** Looks for the byte that starts the last character. */
function holdBackUtf8(state: Uint8Array, bytes: Uint8Array): void {
  for (let i = bytes.length - 1, seen = 1; ; i--, seen++) {
    const byte = bytes[i]!;
    if ((byte & 0xc0) === 0x80) {
      // Malformed: no character has so many continuation bytes, or none starts in this chunk.
      if (seen >= 4 || i === 0) return;
      continue;
    }
    const needed =
      (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
    if (seen < needed) {
      state[MISSING] = needed - seen;
      state[BUFFERED] = seen;
    }
    return;
  }
}

/** The held bytes as text, whatever they are; the state is empty afterwards. */
export function flushDecoder(state: Uint8Array): string {
  const encoding = encodingOf(state);
  if (encoding === 'utf16le' && state[BUFFERED]! % 2 === 1) {
    state[MISSING]!--;
    state[BUFFERED]!--;
  }
  const buffered = state[BUFFERED]!;
  if (buffered === 0) return '';
  const text = decodeBytes(section(state, 0, buffered), encoding);
  state[MISSING] = 0;
  state[BUFFERED] = 0;
  return text;
}
