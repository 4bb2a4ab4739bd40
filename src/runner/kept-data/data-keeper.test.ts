import { beforeEach, expect, it, vi } from 'vitest';
import type { Container } from '../../container/container.ts';
import { DataKeeper } from './data-keeper.ts';
import type { DataStore } from './data-store.ts';

let kept: Map<string, Uint8Array<ArrayBuffer>>;
let store: DataStore;
const failed = vi.fn<(error: Error) => void>();
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

beforeEach(() => {
  vi.useFakeTimers();
  failed.mockReset();
  kept = new Map();
  store = {
    get: async (key) => kept.get(key),
    put: async (key, value) => void kept.set(key, value as Uint8Array<ArrayBuffer>),
    delete: async (key) => void kept.delete(key),
  };
  return () => vi.useRealTimers();
});

function container() {
  let changed = (): void => {};
  const fake = {
    workdir: '/home/project',
    contents: 'empty',
    mount: vi.fn(async () => undefined),
    export: async () => bytes(fake.contents),
    fs: {
      mkdir: vi.fn(async () => ''),
      watch: (_path: string, _options: object, listener: () => void) => {
        changed = listener;
        return { close: () => (changed = () => {}) };
      },
    },
    change(contents: string) {
      fake.contents = contents;
      changed();
    },
  };
  return fake;
}
const as = (fake: ReturnType<typeof container>): Container => fake as unknown as Container;
const keeper = (isOn: boolean): DataKeeper => new DataKeeper({ store, key: 'day30', isOn, failed });

it('leaves the program alone unless it is on', async () => {
  const fake = container();
  expect(await keeper(false).prepare(as(fake))).toEqual({});
  expect(fake.fs.mkdir).not.toHaveBeenCalled();
});

it('keeps the last of many changes, and brings it back into a new container, once', async () => {
  const first = container();
  expect(await keeper(true).prepare(as(first))).toEqual({ EMBEDDED_DATA: '/home/project/.data' });
  expect(first.mount).not.toHaveBeenCalled();
  first.change('one');
  first.change('two');
  await vi.runAllTimersAsync();
  expect(kept.get('day30')).toEqual(bytes('two'));

  const second = container();
  const later = keeper(true);
  await later.prepare(as(second));
  await later.prepare(as(second));
  expect(second.mount.mock.calls).toEqual([[bytes('two'), { mountPoint: '.data' }]]);
});

it('deletes what was kept when it is turned off, and keeps nothing more', async () => {
  const fake = container();
  const data = keeper(true);
  await data.prepare(as(fake));
  fake.change('one');
  await vi.runAllTimersAsync();
  await data.turn(false);
  fake.change('two');
  await vi.runAllTimersAsync();
  expect(kept.size).toBe(0);
});

it('does not bring deleted data back with a write that was under way', async () => {
  const fake = container();
  const data = keeper(true);
  await data.prepare(as(fake));
  fake.change('one');
  const writing = vi.runAllTimersAsync();
  await data.forget();
  await writing;
  expect(kept.size).toBe(0);
});

it('says what could not be kept, and lets the program run', async () => {
  store.get = () => Promise.reject(new Error('no storage here'));
  expect(await keeper(true).prepare(as(container()))).toHaveProperty('EMBEDDED_DATA');
  expect(failed.mock.calls[0]?.[0].message).toBe('no storage here');
});
