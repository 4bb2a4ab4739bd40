import { expect, it } from 'vitest';
import { UnsharedBuffer, waitAlone } from './unshared-buffer.ts';

it('is memory on which Atomics work, and says that it is a SharedArrayBuffer', () => {
  const buffer = new UnsharedBuffer(8);
  const view = new Int32Array(buffer);
  Atomics.store(view, 1, 5);
  expect(Atomics.compareExchange(view, 1, 5, 6)).toBe(5);
  expect([...view]).toEqual([0, 6]);
  expect(buffer.byteLength).toBe(8);
  expect(Object.prototype.toString.call(buffer)).toBe('[object SharedArrayBuffer]');
  expect(buffer.constructor.name).toBe('SharedArrayBuffer');
});

it('is told apart by its getter, as util.types does', () => {
  const get = Object.getOwnPropertyDescriptor(UnsharedBuffer.prototype, 'byteLength')!.get!;
  expect(get.call(new UnsharedBuffer(3))).toBe(3);
  for (const other of [new ArrayBuffer(3), {}, UnsharedBuffer.prototype])
    expect(() => get.call(other) as unknown).toThrow(TypeError);
});

it('waits as long as it was told, on the clock, and not for what is different already', () => {
  const view = new Int32Array(new UnsharedBuffer(4));
  let clock = 0;
  const now = () => clock++;
  expect(waitAlone(view, 0, 1, 100, now)).toBe('not-equal');
  expect(clock).toBe(0);
  expect(waitAlone(view, 0, 0, 100, now)).toBe('timed-out');
  expect(clock).toBeGreaterThan(100);
});
