import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CompressionContext } from '../compression-context.ts';
import { BrotliDecoderContext } from './decoder-context.ts';
import { BrotliEncoderContext, operations } from './encoder-context.ts';
import { StreamEncoder } from './stream-encoder.ts';
import { instantiateBrotli } from './wasm.ts';

const folder = dirname(createRequire(import.meta.url).resolve('brotli-wasm'));
const wasm = instantiateBrotli(readFileSync(join(folder, 'pkg.web/brotli_wasm_bg.wasm')));
const load = (): typeof wasm => wasm;
const errorNames = new Map([
  [-14, 'FORMAT_PADDING_1'],
  [-15, 'FORMAT_PADDING_2'],
  [-2, 'FORMAT_RESERVED'],
]);

/** Random with repetitions, from a seed. */
function sample(length: number, variety: number): Uint8Array {
  let seed = length + variety;
  const next = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 8;
  const result = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const run = 1 + (next() % 40);
    if (at > 100 && next() % 2 === 0) {
      const from = at - 1 - (next() % at);
      for (let i = 0; i < run && at < length; i++) result[at++] = result[from + i]!;
    } else {
      for (let i = 0; i < run && at < length; i++) result[at++] = next() % variety;
    }
  }
  return result;
}

const text = (name: string): Uint8Array => readFileSync(new URL(name, import.meta.url));
const samples: [string, Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['one byte often', new Uint8Array(5000).fill(65)],
  ['two symbols', sample(3000, 2)],
  ['three symbols', sample(3000, 3)],
  ['four symbols', sample(3000, 4)],
  ['five symbols', sample(3000, 5)],
  ['all bytes', sample(40_000, 256)],
  ['source', text('./stream-encoder.ts')],
  ['several blocks', sample(300_000, 60)],
];

/** Everything that comes of these operations. */
function run(
  context: CompressionContext,
  steps: [operation: (typeof operations)[number], input: Uint8Array][],
  outputSize = 1000,
): Buffer[] {
  return steps.map(([operation, input]) => {
    const parts: Uint8Array[] = [];
    const output = new Uint8Array(outputSize);
    let rest = input;
    do {
      context.run(operations.indexOf(operation), rest, output);
      if (context.failure) throw Object.assign(new Error(context.failure.message), context.failure);
      parts.push(output.slice(0, outputSize - context.availOut));
      rest = rest.subarray(rest.length - context.availIn);
    } while (context.availOut === 0);
    return Buffer.concat(parts);
  });
}

const failure = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    const { message, code, errno } = error as Error & { code: string; errno: number };
    return { message, code, errno };
  }
};

describe('the encoder that can flush', () => {
  it.each(samples)('%s', (_name, data) => {
    for (const [quality, windowBits] of [
      [1, 10],
      [5, 16],
      [5, 17],
      [9, 18],
      [11, 22],
      [4, 24],
    ] as const) {
      const encoder = new StreamEncoder(quality, windowBits);
      const middle = data.length >>> 1;
      const first = [...encoder.write(data.subarray(0, middle)), encoder.flush()];
      const last = [...encoder.write(data.subarray(middle)), encoder.finish()];
      expect(zlib.brotliDecompressSync(Buffer.concat([...first, ...last])).equals(data)).toBe(true);
      // What was flushed can be read before the rest is there.
      const early = zlib.brotliDecompressSync(Buffer.concat(first), {
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      });
      expect(early.equals(data.subarray(0, middle))).toBe(true);
    }
  });

  it('is not far from gzip', () => {
    const data = text('../../../../../ARCHITECTURE.md');
    const encoder = new StreamEncoder(9, 22);
    const size = Buffer.concat([...encoder.write(data), encoder.finish()]).length;
    expect(size).toBeLessThan(zlib.gzipSync(data, { level: 9 }).length * 1.03);
  });
});

describe('BrotliEncoderContext', () => {
  it.each(samples)('%s: the bytes that Node makes', (_name, data) => {
    const quality = data.length < 50_000 ? 11 : 5;
    const context = new BrotliEncoderContext({ quality, windowBits: 22 }, load);
    const [output] = run(context, [['finish', data]]);
    expect(zlib.brotliDecompressSync(output!).equals(data)).toBe(true);
    if (data.length < 50_000) expect(output!.equals(zlib.brotliCompressSync(data))).toBe(true);
  });

  it('flushes', () => {
    const context = new BrotliEncoderContext({ quality: 11, windowBits: 22 }, load);
    const hello = Buffer.from('hello');
    const outputs = run(
      context,
      [
        ['flush', hello],
        ['flush', Buffer.alloc(0)],
        ['process', hello],
        ['finish', hello],
      ],
      5,
    );
    expect(outputs.map((output) => output.length > 0)).toEqual([true, false, false, true]);
    expect(zlib.brotliDecompressSync(Buffer.concat(outputs)).toString()).toBe('hellohellohello');
  });

  it('does not hold large input back', () => {
    const context = new BrotliEncoderContext({ quality: 4, windowBits: 22 }, load);
    const part = sample(600_000, 100);
    const outputs = run(context, [
      ['process', part],
      ['process', part],
      ['finish', part],
    ]);
    expect(outputs[1]!.length).toBeGreaterThan(0);
    expect(zlib.brotliDecompressSync(Buffer.concat(outputs)).length).toBe(1_800_000);
  });

  it('starts over', () => {
    const context = new BrotliEncoderContext({ quality: 5, windowBits: 22 }, load);
    run(context, [['flush', Buffer.from('x')]]);
    context.reset();
    expect(
      zlib.brotliDecompressSync(run(context, [['finish', Buffer.from('y')]])[0]!).toString(),
    ).toBe('y');
  });
});

describe('BrotliDecoderContext', () => {
  const create = (): BrotliDecoderContext => new BrotliDecoderContext(load, errorNames);

  it.each(samples)('%s, byte by byte and at once', (_name, data) => {
    const compressed = zlib.brotliCompressSync(data, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 },
    });
    expect(run(create(), [['finish', compressed]])[0]!.equals(data)).toBe(true);
    if (data.length > 50_000) return;
    const parts = Array.from(
      compressed,
      (byte) => ['process', Uint8Array.of(byte)] as ['process', Uint8Array],
    );
    expect(Buffer.concat(run(create(), parts)).equals(data)).toBe(true);
  });

  it('leaves what follows the end', () => {
    const context = create();
    run(context, [['finish', Buffer.concat([zlib.brotliCompressSync('a'), Buffer.from('xyz')])]]);
    expect(context.availIn).toBe(3);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half', zlib.brotliCompressSync('hello world').subarray(0, 6)],
    ['reserved bits', Buffer.from('zzzzzzzzzz')],
  ])('%s is refused as by Node', (_name, data) => {
    expect(failure(() => run(create(), [['finish', data]]))).toEqual(
      failure(() => zlib.brotliDecompressSync(data)),
    );
  });
});
