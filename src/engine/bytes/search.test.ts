import { describe, expect, it } from 'vitest';
import { indexOfByte, indexOfBytes, indexOfString } from './index-of.ts';
import { randomFrom } from './random-input.test-helper.ts';

/** What `lib/buffer.js` does before it calls the binding. */
const offsetOf = (bytes: Buffer, offset: number | undefined, forward: boolean): number =>
  offset ?? (forward ? 0 : bytes.length);

describe('indexOf', () => {
  it.each(['utf8', 'latin1', 'utf16le'] as const)('agrees with Buffer in %s', (encoding) => {
    const random = randomFrom(4);
    for (let n = 0; n < 4000; n++) {
      const units = () => 'ab'[random(2)]!;
      const text = Array.from({ length: random(n % 50 === 0 ? 900 : 14) }, units).join('');
      const needle = Array.from({ length: random(n % 3 === 0 ? 12 : 4) }, units).join('');
      let bytes = Buffer.from(text, encoding);
      // Node's own search of code units goes wrong at odd addresses: keep them even.
      if (random(3) === 0) bytes = bytes.subarray(encoding === 'utf16le' ? 2 : 1);
      if (random(3) === 0 && bytes.length > 0) bytes = bytes.subarray(0, -1);
      const offset = random(4) === 0 ? undefined : random(40) - 20;
      const end = random(3) === 0 ? random(bytes.length + 4) - 2 : bytes.length;
      const wanted = Buffer.from(needle, encoding);
      const info = JSON.stringify({ bytes: bytes.toString('hex'), needle, offset, end });
      for (const method of ['indexOf', 'lastIndexOf'] as const) {
        const forward = method === 'indexOf';
        const from = offsetOf(bytes, offset, forward);
        // The published types do not know `end` yet.
        const node = bytes[method].bind(bytes) as unknown as (...args: unknown[]) => number;
        expect([method, indexOfString(bytes, needle, from, encoding, forward, end), info]).toEqual([
          method,
          node(needle, offset, end, encoding),
          info,
        ]);
        expect([method, indexOfBytes(bytes, wanted, from, encoding, forward, end), info]).toEqual([
          method,
          node(wanted, offset, end, encoding),
          info,
        ]);
        expect([method, indexOfByte(bytes, 0x161, from, forward, end), info]).toEqual([
          method,
          node(0x161, offset, end),
          info,
        ]);
      }
    }
  });

  it('finds a needle in a long haystack', () => {
    const text = `${'abcabd'.repeat(5000)}abcabcabd${'xyz'.repeat(900)}`;
    const bytes = Buffer.from(text);
    for (const needle of ['abcabcabd', 'xyzxyzxyzxyz', 'abdabcabdabcxyz']) {
      expect(indexOfString(bytes, needle, 0, 'utf8', true)).toBe(text.indexOf(needle));
      expect(indexOfString(bytes, needle, bytes.length, 'utf8', false)).toBe(
        text.lastIndexOf(needle),
      );
    }
  });
});
