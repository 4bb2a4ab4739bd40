import { types as nodeTypes } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RegisteringProxy } from '../core/proxies.ts';
import { typeChecks } from './types.ts';

const strange = (value: object, prototype: object | null): object =>
  Object.setPrototypeOf(value, prototype) as object;

const branded: Record<string, () => object> = {
  array: () => [1],
  arguments: () =>
    (function (..._: unknown[]) {
      // eslint-disable-next-line prefer-rest-params -- this very object
      return arguments;
    })(1),
  'array buffer': () => new ArrayBuffer(1),
  'shared array buffer': () => new SharedArrayBuffer(1),
  bytes: () => new Uint8Array(1),
  buffer: () => Buffer.alloc(1),
  floats: () => new Float64Array(1),
  'data view': () => new DataView(new ArrayBuffer(1)),
  date: () => new Date(),
  'invalid date': () => new Date(NaN),
  error: () => new TypeError('wrong'),
  expression: () => /a/,
  map: () => new Map(),
  set: () => new Set(),
  'weak map': () => new WeakMap(),
  'weak set': () => new WeakSet(),
  'map iterator': () => new Map().entries(),
  'set iterator': () => new Set().values(),
  number: () => Object(1) as object,
  string: () => Object('a') as object,
  boolean: () => Object(true) as object,
  bigint: () => Object(1n) as object,
  symbol: () => Object(Symbol()) as object,
  promise: () => Promise.resolve(),
  generator: () =>
    (function* () {
      yield 1;
    })(),
  function: () => () => {},
  'async function': () => async () => {},
  object: () => ({}),
};

// What these are by their class cannot be told once that is gone, in a browser.
const byClass =
  /^is(MapIterator|SetIterator|Promise|AsyncFunction|Generator\w+|ArgumentsObject|EventTarget)$/;

const expectSame = (value: unknown, except?: RegExp): void => {
  for (const [name, check] of Object.entries(typeChecks)) {
    const real = (
      nodeTypes as unknown as Record<string, ((value: unknown) => boolean) | undefined>
    )[name];
    if (!real || except?.test(name)) continue;
    expect([name, check(value)]).toEqual([name, real(value)]);
  }
};

describe.each(Object.entries(branded))('%s', (_name, make) => {
  it('is what it is in Node', () => expectSame(make()));
  it('is so without its prototype', () => expectSame(strange(make(), null), byClass));
  it('is so with a plain object’s', () => expectSame(strange(make(), Object.prototype), byClass));
  it.each(['Date', 'Map', 'Object', 'RegExp', 'Number'])('is so with the tag %s', (tag) => {
    expectSame(Object.defineProperty(make(), Symbol.toStringTag, { value: tag }), byClass);
  });
  it('is nothing of it behind a proxy', () => {
    const traps: PropertyKey[] = [];
    const proxy = new RegisteringProxy(make(), {
      has: (target, key) => {
        traps.push(key);
        return Reflect.has(target, key);
      },
    });
    expectSame(proxy);
    expect(typeChecks.isProxy!(proxy)).toBe(true);
    expect(traps).toEqual([]);
  });
});

it('the prototype of expressions is none', () => {
  expectSame(RegExp.prototype);
  expectSame(new RegisteringProxy(RegExp.prototype, {}));
});

it.each([undefined, null, 1, 'a', true, 1n, Symbol()])('%s is none', (value) => expectSame(value));

it('leaves the limit of stack traces as it was', () => {
  const { stackTraceLimit } = Error;
  expect(typeChecks.isMap!({})).toBe(false);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});
