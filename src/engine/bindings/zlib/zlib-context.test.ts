import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import zlib, { constants as z } from 'node:zlib';
import { randomFrom, randomText } from '../../bytes/random-input.test-helper.ts';
import { crc32 } from './crc32.ts';
import { ZlibContext as Context, type ZlibMode, type ZlibOptions } from './zlib-context.ts';
import { instantiateZlib } from './zlib-wasm.ts';

const wasm = instantiateZlib(readFileSync(new URL('../../build/zlib/zlib.wasm', import.meta.url)));
class ZlibContext extends Context {
  constructor(mode: ZlibMode, options: ZlibOptions) {
    super(mode, options, () => wasm);
  }
}

const defaults: ZlibOptions = {
  windowBits: 15,
  level: z.Z_DEFAULT_COMPRESSION,
  memLevel: 8,
  strategy: 0,
};

class ZlibError extends Error {
  errno: number;
  code: string;
  constructor(failure: { message: string; errno: number; code: string }) {
    super(failure.message);
    this.errno = failure.errno;
    this.code = failure.code;
  }
}

/** Pumps `input` through, as `processChunkSync` of `lib/zlib.js` does. */
function pump(
  context: ZlibContext,
  input: Uint8Array,
  flush: number = z.Z_FINISH,
  chunk = 64,
): Buffer {
  const parts: Buffer[] = [];
  let rest = input;
  for (;;) {
    const output = Buffer.alloc(chunk);
    context.run(flush, rest, output);
    if (context.failure) throw new ZlibError(context.failure);
    rest = rest.subarray(rest.length - context.availIn);
    parts.push(output.subarray(0, chunk - context.availOut));
    if (context.availOut !== 0) return Buffer.concat(parts);
  }
}

const outcome = (run: () => Buffer): unknown => {
  try {
    return run().toString('hex');
  } catch (error) {
    const { message, code, errno } = error as ZlibError;
    return { message, code, errno };
  }
};

const spoiled = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 0x55;
  return copy;
};

const text = Buffer.from(
  Array.from({ length: 400 }, (_, i) => `line ${i * 7919} of ${'abc'.repeat(i % 9)}\n`).join(''),
);

const large = Buffer.from(randomText(randomFrom(5), 700_000) + String(text).repeat(50));

const compressors = {
  deflate: [zlib.deflateSync, zlib.inflateSync, 'inflate'],
  gzip: [zlib.gzipSync, zlib.gunzipSync, 'gunzip'],
  deflateraw: [zlib.deflateRawSync, zlib.inflateRawSync, 'inflateraw'],
} as const;

describe.each(Object.entries(compressors))('%s', (mode, [compress, decompress, inverse]) => {
  it.each([
    {},
    { level: 0 },
    { level: 1 },
    { level: 9 },
    { windowBits: 9 },
    { memLevel: 1 },
    { strategy: z.Z_HUFFMAN_ONLY },
    { strategy: z.Z_RLE },
    { strategy: z.Z_FIXED },
  ])('writes what zlib reads, and reads what it wrote, with %o', (options) => {
    const ours = pump(new ZlibContext(mode as ZlibMode, { ...defaults, ...options }), text);
    expect(decompress(ours)).toEqual(text);
    const theirs = compress(text, options);
    const size = options.windowBits ?? 15;
    const inflate = new ZlibContext(inverse, { ...defaults, windowBits: size });
    expect(pump(inflate, theirs)).toEqual(text);
  });
});

describe('compression', () => {
  it.each([
    {},
    { level: 1 },
    { level: 9 },
    { windowBits: 9 },
    { memLevel: 1 },
    { memLevel: 9 },
    { strategy: z.Z_FILTERED },
    { strategy: z.Z_HUFFMAN_ONLY },
    { strategy: z.Z_RLE },
  ])('is that of Node, byte for byte, with %o', (options) => {
    for (const input of [text, large]) {
      const settings = { ...defaults, ...options };
      const gzip = pump(new ZlibContext('gzip', settings), input, z.Z_FINISH, 16_384);
      expect(gzip.equals(zlib.gzipSync(input, options))).toBe(true);
      const deflate = pump(new ZlibContext('deflate', settings), input, z.Z_FINISH, 16_384);
      expect(deflate.equals(zlib.deflateSync(input, options))).toBe(true);
    }
  });

  it.each([0, 6])('takes and gives more than fits a buffer, at level %d', (level) => {
    const options = { ...defaults, level };
    const ours = pump(new ZlibContext('deflate', options), large, z.Z_FINISH, 1_000_000);
    expect(zlib.inflateSync(ours).equals(large)).toBe(true);
    const inflate = new ZlibContext('inflate', defaults);
    expect(pump(inflate, ours, z.Z_FINISH, 1_000_000).equals(large)).toBe(true);
  });

  it('keeps nothing of streams that were closed', () => {
    const useOne = (): void => {
      const context = new ZlibContext('gzip', defaults);
      context.run(z.Z_NO_FLUSH, text, Buffer.alloc(64));
      context.close();
    };
    useOne();
    const before = wasm.memory.buffer.byteLength;
    for (let n = 0; n < 100; n++) useOne();
    expect(wasm.memory.buffer.byteLength).toBe(before);
  });

  it('uses a dictionary', () => {
    const dictionary = text.subarray(0, 300);
    const ours = pump(new ZlibContext('deflate', { ...defaults, dictionary }), text);
    expect(zlib.inflateSync(ours, { dictionary })).toEqual(text);
    const raw = pump(new ZlibContext('deflateraw', { ...defaults, dictionary }), text);
    expect(pump(new ZlibContext('inflateraw', { ...defaults, dictionary }), raw)).toEqual(text);
  });

  it.each([z.Z_PARTIAL_FLUSH, z.Z_SYNC_FLUSH, z.Z_FULL_FLUSH])(
    'gives all output so far after flush %d',
    (flush) => {
      const deflate = new ZlibContext('deflate', defaults);
      const inflate = new ZlibContext('inflate', defaults);
      for (const part of [text.subarray(0, 1000), text.subarray(1000, 3000)]) {
        expect(pump(inflate, pump(deflate, part, flush), z.Z_SYNC_FLUSH)).toEqual(part);
      }
      expect(pump(inflate, pump(deflate, Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
    },
  );

  it.each([
    [0, 9],
    [9, 0],
    [1, 6],
    [6, 1],
  ])('changes the level from %d to %d in mid-stream', (before, after) => {
    const deflate = new ZlibContext('gzip', { ...defaults, level: before });
    const parts = [pump(deflate, text, z.Z_SYNC_FLUSH)];
    expect(deflate.params(after, z.Z_DEFAULT_STRATEGY)).toBeUndefined();
    const second = pump(deflate, text);
    parts.push(second);
    expect(zlib.gunzipSync(Buffer.concat(parts))).toEqual(Buffer.concat([text, text]));
    if (after === 0) expect(second.length).toBeGreaterThan(text.length);
    else expect(second.length).toBeLessThan(text.length / 2);
  });

  it('starts over after reset', () => {
    const deflate = new ZlibContext('gzip', defaults);
    const first = pump(deflate, text);
    expect(deflate.reset()).toBeUndefined();
    expect(pump(deflate, text)).toEqual(first);
  });
});

describe('decompression', () => {
  const gz = zlib.gzipSync('abc');
  const def = zlib.deflateSync('abc');
  const withDictionary = zlib.deflateSync('abcdefabcdef', { dictionary: Buffer.from('abcdef') });
  const inputs: Record<string, Buffer> = {
    gzip: gz,
    deflate: def,
    'deflate raw': zlib.deflateRawSync('abc'),
    empty: Buffer.alloc(0),
    'two members': Buffer.concat([gz, zlib.gzipSync('def')]),
    'padding of zeros': Buffer.concat([gz, Buffer.alloc(10)]),
    'garbage after the member': Buffer.concat([gz, Buffer.from([10, 20, 30, 40, 50, 60, 70])]),
    'short garbage': Buffer.concat([gz, Buffer.from([0x50])]),
    'garbage that looks like gzip': Buffer.concat([gz, Buffer.from([0x1f, 0x8b, 0xff, 0xff])]),
    'the start of another member': Buffer.concat([gz, Buffer.from([0x1f, 0x8b, 0x08])]),
    'zlib with garbage': Buffer.concat([def, Buffer.from([1, 2, 3])]),
    cut: gz.subarray(0, -3),
    'cut in the data': def.subarray(0, 6),
    'one byte': gz.subarray(0, 1),
    'no gzip': Buffer.from('this is not compressed'),
    'a wrong checksum': spoiled(gz, gz.length - 8),
    'a wrong length': spoiled(gz, gz.length - 4),
    'a wrong Adler sum': spoiled(def, def.length - 4),
    'a missing dictionary': withDictionary,
  };
  const modes = {
    gunzip: zlib.gunzipSync,
    inflate: zlib.inflateSync,
    inflateraw: zlib.inflateRawSync,
    unzip: zlib.unzipSync,
  };
  const cases = Object.entries(modes).flatMap(([mode, node]) =>
    Object.entries(inputs).map(([name, input]) => [mode, name, node, input] as const),
  );
  it.each(cases)('%s of %s ends as in Node', (mode, _name, node, input) => {
    const windowBits = mode === 'inflateraw' ? 15 : 0;
    const context = new ZlibContext(mode as ZlibMode, { ...defaults, windowBits });
    expect(outcome(() => pump(context, input))).toEqual(outcome(() => node(input)));
  });

  it.each([
    ['the right', Buffer.from('abcdef')],
    ['a wrong', Buffer.from('xyz')],
  ])('takes %s dictionary as Node does', (_name, dictionary) => {
    const context = new ZlibContext('inflate', { ...defaults, windowBits: 0, dictionary });
    expect(outcome(() => pump(context, withDictionary))).toEqual(
      outcome(() => zlib.inflateSync(withDictionary, { dictionary })),
    );
  });

  it('reads byte by byte', () => {
    const context = new ZlibContext('unzip', { ...defaults, windowBits: 0 });
    const parts = [...gz].map((byte) => pump(context, Buffer.from([byte]), z.Z_NO_FLUSH));
    expect(Buffer.concat(parts).toString()).toBe('abc');
  });
});

describe('crc32', () => {
  it('agrees with Node', () => {
    const random = randomFrom(11);
    for (let n = 0; n < 50; n++) {
      const bytes = Buffer.from(randomText(random, 200));
      const value = random(2 ** 32);
      expect(crc32(bytes)).toBe(zlib.crc32(bytes));
      expect(crc32(bytes, value)).toBe(zlib.crc32(bytes, value));
    }
  });
});
