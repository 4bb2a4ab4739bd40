import v8 from 'node:v8';
import { describe, expect, it } from 'vitest';
import { ValueDeserializer, type DeserializerDelegate } from './value-deserializer.ts';
import { ValueSerializer, type SerializerDelegate } from './value-serializer.ts';

const refuse = (message: string): never => {
  throw new Error(message);
};
const serializerDelegate: SerializerDelegate = {
  throwDataCloneError: refuse,
  isHostObject: () => false,
  isProxy: () => false,
  writeHostObject: () => {},
  sharedArrayBufferId: () => refuse('no sharing'),
  wasmModuleId: () => undefined,
};
const deserializerDelegate: DeserializerDelegate = {
  readHostObject: () => refuse('no host objects'),
  sharedArrayBuffer: () => undefined,
  wasmModule: () => undefined,
  latin1: (bytes, start, end) => Buffer.from(bytes).toString('latin1', start, end),
  utf16: (bytes, start, end) => Buffer.from(bytes).toString('utf16le', start, end),
};

function write(value: unknown): Uint8Array {
  const serializer = new ValueSerializer(serializerDelegate);
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.release();
}

function read(bytes: Uint8Array): unknown {
  const deserializer = new ValueDeserializer(bytes, deserializerDelegate);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** Native V8 without Node's treatment of views. */
function nativeWrite(value: unknown): Buffer {
  const serializer = new v8.Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}
function nativeRead(bytes: Uint8Array): unknown {
  const deserializer = new v8.Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue() as unknown;
}

const withStack = <T extends Error>(error: T): T => Object.assign(error, { stack: 'a stack' });
const shared = { a: 1 };
const cyclic: Record<string, unknown> = { name: 'cyclic' };
cyclic.self = cyclic;
const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);

const values: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['booleans', [true, false]],
  ['small integers', [0, 1, -1, 63, -64, 64, 2 ** 31 - 1, -(2 ** 31)]],
  ['doubles', [-0, 1.5, 2 ** 31, 2 ** 53, NaN, Infinity, -Infinity, 5e-324]],
  ['bigints', [0n, 1n, -1n, 2n ** 64n, -(2n ** 200n), 2n ** 63n]],
  ['strings', ['', 'ascii', 'ü', '€uro', '\u{1f600}', '\ud800', 'x'.repeat(300), '€'.repeat(300)]],
  ['objects', { a: 1, ü: 2, '€': 3, 7: 4, nested: { deep: [] }, __proto__: null }],
  ['an own __proto__', JSON.parse('{"__proto__": 1}')],
  ['shared and cyclic', [shared, shared, cyclic]],
  ['sparse arrays', [1, , 3]], // eslint-disable-line no-sparse-arrays
  ['arrays with properties', Object.assign([1, 2], { a: 1 })],
  ['dates', [new Date(5), new Date(NaN)]],
  ['primitive objects', [Object(true), Object(false), Object(4), Object('s'), Object(5n)]],
  ['regular expressions', [/a/, /b€/dgimsuy, new RegExp('c', 'v')]],
  [
    'maps and sets',
    [
      new Map<unknown, unknown>([
        [1, 2],
        [shared, new Set([1, shared])],
      ]),
    ],
  ],
  ['array buffers', [bytes.buffer, bytes, bytes.subarray(2, 4), new DataView(bytes.buffer, 1)]],
  ['typed arrays', [new Uint16Array([1]), new Float64Array([1.5]), new BigInt64Array([-1n])]],
  ['a resizable buffer', new ArrayBuffer(4, { maxByteLength: 16 })],
  ['a view that tracks', new Uint8Array(new ArrayBuffer(4, { maxByteLength: 16 }))],
  ['a view that does not', new Uint8Array(new ArrayBuffer(4, { maxByteLength: 16 }), 0, 4)],
  ['errors', [withStack(new Error('m')), withStack(new TypeError('t', { cause: shared }))]],
  ['errors with names', withStack(Object.assign(new Error('m'), { name: 'RangeError' }))],
  [
    'instances',
    new (class Foo {
      a = 1;
    })(),
  ],
  ['an object without slots', Object.create(Map.prototype)],
];

describe('values as V8 writes and reads them', () => {
  it.each(values)('%s', (_name, value) => {
    const mine = write(value);
    expect(Buffer.from(mine).toString('hex')).toBe(nativeWrite(value).toString('hex'));
    expect(read(mine)).toEqual(nativeRead(mine));
    expect(read(v8.serialize([1]).subarray())).toEqual([1]);
  });

  it('keeps identities', () => {
    const copy = read(write([shared, shared, cyclic])) as [object, object, { self: object }];
    expect(copy[0]).toBe(copy[1]);
    expect(copy[2].self).toBe(copy[2]);
  });

  it('tells how a view follows its buffer', () => {
    const tracking = read(write(values.find(([name]) => name === 'a view that tracks')![1]));
    const { buffer } = tracking as Uint8Array<ArrayBuffer>;
    buffer.resize(8);
    expect((tracking as Uint8Array).length).toBe(8);
  });
});

function takesArguments(..._: unknown[]): IArguments {
  return arguments; // eslint-disable-line prefer-rest-params
}

describe('what cannot be cloned', () => {
  it.each([
    ['a function', () => {}],
    [
      'a long function',
      () =>
        `${'x'.repeat(5)}-------------------------------------------------------------------------------------------------`,
    ],
    ['a symbol', Symbol('q')],
    ['a promise', Promise.resolve()],
    ['a weak map', new WeakMap()],
    ['a generator', (function* () {})()],
    ['an iterator', [][Symbol.iterator]()],
    ['a symbol object', Object(Symbol('s'))],
    ['arguments', takesArguments(1)],
  ])('%s', (_name, value) => {
    let expected = '';
    try {
      nativeWrite(value);
    } catch (error) {
      expected = (error as Error).message;
    }
    expect(() => write(value)).toThrow(expected);
    expect(expected).not.toBe('');
  });

  it('a detached buffer', () => {
    const buffer = new ArrayBuffer(4);
    structuredClone(buffer, { transfer: [buffer] });
    expect(() => write(buffer)).toThrow('An ArrayBuffer is detached and could not be cloned.');
  });
});

describe('malformed data', () => {
  const whole = write({ a: [1, 'two', new Map([[3, new Date(4)]])], e: /x/ });
  it.each(Array.from({ length: whole.length - 2 }, (_, index) => index + 2))(
    'cut after %i bytes',
    (length) => {
      expect(() => read(whole.slice(0, length))).toThrow('Unable to deserialize cloned data.');
    },
  );
  it('a version from the future', () => {
    expect(() => read(new Uint8Array([0xff, 99, 0x30]))).toThrow('unsupported version');
  });
});
