import { describe, expect, it } from 'vitest';
import { transcode as nodeTranscode } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { compareBytes, compareRanges } from './compare.ts';
import { encodings } from './encodings.ts';
import { fillBytes } from './fill.ts';
import { atobOrCode, btoaOrCode } from './forgiving-base64.ts';
import { icuErrorName } from './icu-errors.ts';
import { randomBytes, randomFrom, randomText } from './random-input.test-helper.ts';
import { decodeChunk, flushDecoder } from './string-decoder.ts';
import { swapBytes } from './swap.ts';
import { transcodeBytes } from './transcode.ts';

describe('compare', () => {
  it('agrees with Buffer', () => {
    const random = randomFrom(5);
    for (let n = 0; n < 2000; n++) {
      const a = Buffer.from(randomBytes(random, 6).map((byte) => byte & 1));
      const b = Buffer.from(randomBytes(random, 6).map((byte) => byte & 1));
      expect(compareBytes(a, b)).toBe(Buffer.compare(a, b));
      const [ts, ss] = [random(b.length + 1), random(a.length + 1)];
      const [te, se] = [ts + random(b.length - ts + 1), ss + random(a.length - ss + 1)];
      expect(compareRanges(a, b, ts, ss, te, se)).toBe(a.compare(b, ts, te, ss, se));
    }
  });
});

describe('fill', () => {
  it('agrees with Buffer', () => {
    const random = randomFrom(6);
    for (let n = 0; n < 3000; n++) {
      const value = random(2) ? randomText(random, 5) : randomBytes(random, 5);
      const encoding = encodings[random(encodings.length)]!;
      const size = random(20);
      const start = random(size + 1);
      const end = start + random(size - start + 1);
      const ours = Buffer.alloc(size);
      const theirs = Buffer.alloc(size);
      // `lib/buffer.js` itself handles these; an empty string means the byte 0 to it.
      if (encoding === 'buffer' || value === '' || start === end) continue;
      let expected: unknown;
      try {
        if (typeof value === 'string') theirs.fill(value, start, end, encoding);
        else theirs.fill(value, start, end);
      } catch {
        expected = -1;
      }
      const info = [value, encoding, size, start, end];
      expect([info, fillBytes(ours, value, start, end, encoding)]).toEqual([info, expected]);
      expect(ours).toEqual(theirs);
    }
    expect(fillBytes(Buffer.alloc(3), 1, 2, 9)).toBe(-2);
    expect(fillBytes(Buffer.alloc(3), 1, 2, 1)).toBe(-2);
  });
});

describe('swap', () => {
  it.each([2, 4, 8] as const)('agrees with Buffer for %d bytes', (size) => {
    const bytes = Buffer.from(Array.from({ length: 64 }, (_, i) => i));
    const theirs = Buffer.from(bytes);
    ({ 2: () => theirs.swap16(), 4: () => theirs.swap32(), 8: () => theirs.swap64() })[size]();
    expect(swapBytes(bytes, size)).toEqual(theirs);
  });
});

describe('atob and btoa', () => {
  const nameOf = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return (error as Error).message;
    }
  };
  it('agrees with Node', () => {
    const random = randomFrom(7);
    const messages: Record<string, string> = {
      '-1': 'The string to be decoded is not correctly encoded.',
      '-2': 'Invalid character',
    };
    for (let n = 0; n < 5000; n++) {
      const text = Array.from({ length: random(9) }, () => 'QUJD+/= \n!\u0100'[random(11)]).join(
        '',
      );
      const ours = atobOrCode(text);
      expect([text, typeof ours === 'number' ? messages[ours] : ours]).toEqual([
        text,
        nameOf(() => atob(text)),
      ]);
      const encoded = btoaOrCode(text);
      expect(encoded === -1 ? 'Invalid character' : encoded).toBe(nameOf(() => btoa(text)));
    }
  });
});

describe('transcode', () => {
  it('agrees with Node', () => {
    const random = randomFrom(8);
    const names = ['ascii', 'latin1', 'binary', 'ucs2', 'utf16le', 'utf8'] as const;
    for (let n = 0; n < 1500; n++) {
      const from = names[random(names.length)]!;
      const to = names[random(names.length)]!;
      const bytes = random(2) ? Buffer.from(randomText(random, 12), from) : randomBytes(random, 12);
      if (bytes.length === 0) continue;
      const info = `${from} ${to} ${bytes.toString('hex')}`;
      const result = transcodeBytes(bytes, from, to);
      let expected: unknown;
      try {
        expected = nodeTranscode(bytes, from, to);
      } catch (error) {
        expected = (error as { errno: number }).errno;
      }
      const actual = typeof result === 'number' ? result : Buffer.from(result);
      expect([info, actual]).toEqual([info, expected]);
    }
  });
  it('reports what it does not support as ICU does', () => {
    expect(icuErrorName(transcodeBytes(Buffer.from('a'), 'hex', 'utf8') as number)).toBe(
      'U_ILLEGAL_ARGUMENT_ERROR',
    );
  });
});

describe('StringDecoder', () => {
  it.each(['utf8', 'utf16le', 'base64', 'base64url', 'latin1', 'ascii', 'hex'] as const)(
    'splits %s as Node does',
    (encoding) => {
      const random = randomFrom(9);
      for (let n = 0; n < 1500; n++) {
        const state = Buffer.alloc(7);
        state[6] = encodings.indexOf(encoding);
        const node = new StringDecoder(encoding) as StringDecoder & {
          lastNeed: number;
          lastTotal: number;
        };
        const bytes = randomBytes(random, 40);
        const seen: string[] = [];
        for (let at = 0; at < bytes.length;) {
          const chunk = bytes.subarray(at, (at += random(6)));
          seen.push(chunk.toString('hex'));
          expect([seen, decodeChunk(state, chunk), state[4]!, state[4]! + state[5]!]).toEqual([
            seen,
            node.write(chunk),
            node.lastNeed,
            node.lastTotal,
          ]);
        }
        expect([seen, flushDecoder(state)]).toEqual([seen, node.end()]);
      }
    },
  );
});
