/** Repeatable pseudo-random input for tests that compare with Node's own functions. */

/** mulberry32: small, and the same on every machine. */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

const alphabets = [
  'abcXYZ019 ',
  'aé\u00ff\u0100߿ࠀ€\uFFFD\uFEFF',
  '😀\ud83d\ude00\ud800\udfff🇩🇪',
  'QUJD+/-_= \n\t!Aa0',
  '0123456789abcdefABCDEFgG',
];

/** A string of up to `max` code points, often with lone surrogates and foreign characters. */
export function randomText(random: (limit: number) => number, max: number): string {
  const length = random(max + 1);
  let text = '';
  while (text.length < length) {
    const alphabet = alphabets[random(alphabets.length)]!;
    for (let n = 1 + random(6); n > 0; n--) text += alphabet[random(alphabet.length)]!;
  }
  return text;
}

const tricky = [0x00, 0x41, 0x7f, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0xd8, 0xdc];

export function randomBytes(random: (limit: number) => number, max: number): Buffer {
  const bytes = Buffer.alloc(random(max + 1));
  const kind = random(3);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = kind === 0 ? random(128) : kind === 1 ? random(256) : tricky[random(tricky.length)]!;
  }
  return random(4) === 0 ? Buffer.from(randomText(random, max)) : bytes;
}
