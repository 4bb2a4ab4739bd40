import { describe, expect, it } from 'vitest';
import { base64Slice, base64Write, base64urlSlice } from './base64.ts';
import { hexSlice, hexWrite } from './hex.ts';
import { asciiSlice, latin1Slice, latin1Write } from './latin1.ts';
import { randomBytes, randomFrom, randomText } from './random-input.test-helper.ts';
import { byteLengthUtf8, isAscii, isUtf8, utf8Slice, utf8Write } from './utf8.ts';
import { ucs2Slice, ucs2Write } from './utf16.ts';
import { encodeString, decodeBytes, encodings } from './encodings.ts';
import { isAscii as nodeIsAscii, isUtf8 as nodeIsUtf8 } from 'node:buffer';

const slices = {
  utf8Slice,
  latin1Slice,
  asciiSlice,
  hexSlice,
  ucs2Slice,
  base64Slice,
  base64urlSlice,
};
const writes = {
  utf8Write,
  latin1Write,
  asciiWrite: latin1Write,
  hexWrite,
  ucs2Write,
  base64Write,
  base64urlWrite: base64Write,
};
type Slice = (this: Buffer, start?: unknown, end?: unknown) => string;
type Write = (this: Buffer, text: unknown, offset?: unknown, length?: unknown) => number;
const slicesOfNode = Buffer.prototype as unknown as Record<string, Slice>;
const writesOfNode = Buffer.prototype as unknown as Record<string, Write>;

const attempt = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    return `${name} ${code} ${message}`;
  }
};

describe.each(Object.entries(slices))('%s', (name, slice) => {
  it('reads what Node reads', () => {
    const random = randomFrom(1);
    for (let n = 0; n < 1000; n++) {
      const bytes = randomBytes(random, n % 100 === 0 ? 9000 : 60);
      const start = random(bytes.length + 1);
      const end = start + random(bytes.length - start + 1);
      expect(slice(bytes)).toBe(slicesOfNode[name]!.call(bytes));
      expect(slice(bytes, start, end)).toBe(slicesOfNode[name]!.call(bytes, start, end));
    }
  });

  it.each([
    [-1, 2],
    [0, 99],
    [3, 1],
    [99, 100],
    [0, -1],
    [undefined, undefined],
    ['1', '3'],
    [1.7, 3.9],
    [NaN, NaN],
  ] as [number, number][])('takes the range %s to %s as Node does', (start, end) => {
    const bytes = Buffer.from('h\u00e9llo');
    expect(attempt(() => slice(bytes, start, end))).toBe(
      attempt(() => slicesOfNode[name]!.call(bytes, start, end)),
    );
  });
});

describe.each(Object.entries(writes))('%s', (name, write) => {
  it('writes what Node writes', () => {
    const random = randomFrom(2);
    for (let n = 0; n < 1500; n++) {
      const text = randomText(random, n % 100 === 0 ? 3000 : 60);
      const size = random(text.length * 2 + 2);
      const ours = Buffer.alloc(size, 0x2e);
      const theirs = Buffer.alloc(size, 0x2e);
      const offset = random(3) === 0 ? undefined : random(size + 1);
      const length = random(2) === 0 ? undefined : random(size - (offset ?? 0) + 1);
      const written = write(ours, text, offset, length);
      expect([written, ours.toString('hex'), text]).toEqual([
        writesOfNode[name]!.call(theirs, text, offset, length),
        theirs.toString('hex'),
        text,
      ]);
    }
  });
});

describe.each(['hexWrite', 'ucs2Write', 'base64Write'] as const)('%s', (name) => {
  it.each([
    ['abcd', -1, 2],
    ['abcd', 0, 99],
    ['abcd', 9, 1],
    ['abcd', 0, -1],
    [5, 0, 1],
    ['ab', undefined, undefined],
  ])('takes (%s, %s, %s) as Node does', (text, offset, length) => {
    const run = (write: (bytes: Buffer) => unknown) => attempt(() => write(Buffer.alloc(5)));
    expect(run((bytes) => writes[name](bytes, text as string, offset, length))).toBe(
      run((bytes) => writesOfNode[name]!.call(bytes, text, offset, length)),
    );
  });
});

describe('by name', () => {
  it('agrees with Buffer.from and toString', () => {
    const random = randomFrom(3);
    for (let n = 0; n < 1000; n++) {
      const text = randomText(random, 60);
      const bytes = randomBytes(random, 60);
      for (const encoding of encodings) {
        if (encoding === 'buffer') continue;
        expect(Buffer.from(encodeString(text, encoding))).toEqual(Buffer.from(text, encoding));
        expect(decodeBytes(bytes, encoding)).toBe(bytes.toString(encoding));
      }
      expect(byteLengthUtf8(text)).toBe(Buffer.byteLength(text));
      expect(byteLengthUtf8(text.repeat(9))).toBe(Buffer.byteLength(text.repeat(9)));
      expect(isUtf8(bytes)).toBe(nodeIsUtf8(bytes));
      expect(isAscii(bytes)).toBe(nodeIsAscii(bytes));
    }
  });

  it('reads shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(40));
    shared.set(Buffer.from('h\u00e9llo w\u00f6rld, and more than the short path'.slice(0, 36)));
    expect(utf8Slice(shared)).toBe(Buffer.from(shared).toString());
    expect(latin1Slice(shared)).toBe(Buffer.from(shared).toString('latin1'));
    expect(utf8Write(shared, '\u20ac'.repeat(13))).toBe(39);
  });
});
