import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CompressionContext } from '../compression-context.ts';
import { ZstdDecoderContext } from './decoder-context.ts';
import { ZstdEncoderContext, type ZstdEncoderOptions } from './encoder-context.ts';

const END = 2;

/** Drives a context with input and output in pieces. @throws what it reports. */
function drive(context: CompressionContext, input: Uint8Array, piece: number): Buffer {
  const outputs: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < input.length; at += piece) {
    let part = input.subarray(at, at + piece);
    const flush = at + piece >= input.length ? END : 0;
    for (let more = true; more;) {
      const output = new Uint8Array(piece);
      context.run(flush, part, output);
      if (context.failure) throw Object.assign(new Error(), context.failure);
      outputs.push(output.subarray(0, output.length - context.availOut));
      part = part.subarray(part.length - context.availIn);
      more = context.availOut === 0;
    }
  }
  return Buffer.concat(outputs);
}

const encoder = (options: Partial<ZstdEncoderOptions> = {}): ZstdEncoderContext =>
  new ZstdEncoderContext({
    level: 3,
    windowLog: 0,
    hasContentSize: true,
    hasChecksum: false,
    hasDictionaryId: true,
    pledgedSize: undefined,
    dictionary: undefined,
    ...options,
  });
const decoder = (dictionary?: Uint8Array): ZstdDecoderContext =>
  new ZstdDecoderContext(27, dictionary);

const source = readFileSync(new URL(import.meta.url));
const samples: Record<string, Buffer> = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.from('a'),
  'source text': source,
  'several blocks': Buffer.concat(Array.from({ length: 150 }, (_, i) => source.subarray(i))),
  'random bytes': randomBytes(200_000),
  zeros: Buffer.alloc(300_000),
  'few symbols': Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i) % 7)),
  'all symbols': Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * i) >> 7)),
};

describe.each(Object.entries(samples))('Zstandard of %s', (_name, sample) => {
  it.each([-3, 1, 3, 9, 22])("is what Node's zlib reads, at level %d", (level) => {
    const compressed = drive(encoder({ level, hasChecksum: true }), sample, 10_000);
    expect(zlib.zstdDecompressSync(compressed).equals(sample)).toBe(true);
    expect(compressed.length).toBeLessThan(sample.length + 100);
  });

  it.each([-3, 1, 3, 19])('is read as Node wrote it, at level %d', (level) => {
    const compressed = zlib.zstdCompressSync(sample, {
      params: {
        [zlib.constants.ZSTD_c_compressionLevel]: level,
        [zlib.constants.ZSTD_c_checksumFlag]: 1,
      },
    });
    expect(drive(decoder(), compressed, 1000).equals(sample)).toBe(true);
  });
});

describe('a dictionary', () => {
  const dictionary = source.subarray(0, 2000);
  it('is used as Node uses it', () => {
    const compressed = drive(encoder({ dictionary }), source, 1e6);
    expect(compressed.length).toBeLessThan(drive(encoder(), source, 1e6).length);
    expect(zlib.zstdDecompressSync(compressed, { dictionary }).equals(source)).toBe(true);
    const native = zlib.zstdCompressSync(source, { dictionary });
    expect(drive(decoder(dictionary), native, 1e6).equals(source)).toBe(true);
  });
});

describe('errors', () => {
  const good = zlib.zstdCompressSync(source, {
    params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 },
  });
  const changed = (at: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes[at]! ^= 0xff;
    return bytes;
  };
  it.each([
    ['no frame', Buffer.from('hello world'), 'ZSTD_error_prefix_unknown'],
    ['a wrong checksum', changed(good.length - 1), 'ZSTD_error_checksum_wrong'],
    ['a missing end', good.subarray(0, -10), 'Z_BUF_ERROR'],
    ['nothing', Buffer.alloc(0), 'Z_BUF_ERROR'],
  ])('for %s is that of Node', (_name, bytes, code) => {
    expect(() => zlib.zstdDecompressSync(bytes)).toThrow(expect.objectContaining({ code }));
    expect(() => drive(decoder(), bytes, 1e6)).toThrow(expect.objectContaining({ code }));
  });

  it.each([0, 13, 100])('for %d bytes pledged of 42', (pledgedSize) => {
    const code = 'ZSTD_error_srcSize_wrong';
    const run = (): Buffer => drive(encoder({ pledgedSize }), Buffer.alloc(42), 1e6);
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});

describe('a flush', () => {
  it('gives what has been written, and goes on', () => {
    const context = encoder();
    const parts: Uint8Array[] = [];
    for (const [text, flush] of [
      ['some text, ', 1],
      ['some more text, ', 1],
      ['and the end', END],
    ] as const) {
      const output = new Uint8Array(1000);
      context.run(flush, Buffer.from(text), output);
      const part = output.subarray(0, 1000 - context.availOut);
      expect(part.length).toBeGreaterThan(0);
      parts.push(part);
    }
    const text = zlib.zstdDecompressSync(Buffer.concat(parts)).toString();
    expect(text).toBe('some text, some more text, and the end');
  });
});
