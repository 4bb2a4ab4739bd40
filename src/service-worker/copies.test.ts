import { describe, expect, it } from 'vitest';
import { Copies } from './copies.ts';
import { MemoryCaches } from './memory-caches.test-helper.ts';

const scope = 'https://a.example/';
const url = (number: number): string => `${scope}${number}/`;

const open = (
  storage = new MemoryCaches(),
  estimate: () => Promise<StorageEstimate> = () => Promise.resolve({}),
): { storage: MemoryCaches; copies: Copies } => ({
  storage,
  copies: new Copies(
    storage as unknown as CacheStorage,
    scope,
    { entries: 3, fullness: 0.5 },
    estimate,
  ),
});

const keep = async (copies: Copies, ...numbers: number[]): Promise<void> => {
  for (const number of numbers) await copies.put(url(number), new Response(`page ${number}`));
};

const kept = async (copies: Copies): Promise<number[]> =>
  (await copies.urls()).map((text) => Number(/(\d+)\/$/.exec(text)?.[1]));

describe('Copies', () => {
  it('gives back what it was given', async () => {
    const { copies } = open();
    await keep(copies, 1);
    expect(await (await copies.get(url(1)))?.text()).toBe('page 1');
    expect(await copies.get(url(2))).toBeUndefined();
  });

  it('drops what was used longest ago, and never holds more than twice its limit', async () => {
    const { copies, storage } = open();
    await keep(copies, 1, 2, 3, 4, 5, 6, 7);
    expect(await kept(copies)).toEqual([7, 6, 5, 4]);
    expect(storage.all.size).toBe(2);
  });

  it('keeps what is used', async () => {
    const { copies } = open();
    await keep(copies, 1, 2, 3, 4);
    await copies.get(url(1));
    await keep(copies, 5, 6, 7);
    expect(await kept(copies)).toEqual(expect.arrayContaining([1, 4, 5, 6, 7]));
    expect(await kept(copies)).not.toContain(2);
  });

  it('drops nothing twice when many arrive at once', async () => {
    const { copies } = open();
    await keep(copies, 1, 2, 3);
    await Promise.all([keep(copies, 4), keep(copies, 5)]);
    expect(await kept(copies)).toEqual([5, 4, 3, 2, 1]);
  });

  it('is there after the worker was stopped', async () => {
    const { copies, storage } = open();
    await keep(copies, 1, 2, 3, 4);
    expect(await kept(open(storage).copies)).toEqual([4, 3, 2, 1]);
  });

  it('keeps to its own scope', async () => {
    const { copies, storage } = open();
    await keep(copies, 1);
    const other = new Copies(storage as unknown as CacheStorage, 'https://a.example/b/');
    expect(await other.urls()).toEqual([]);
  });

  it('makes room when the browser has little left', async () => {
    const { copies } = open(new MemoryCaches(), () => Promise.resolve({ usage: 6, quota: 10 }));
    await keep(copies, ...Array.from({ length: 21 }, () => 1), 2);
    expect(await kept(copies)).toEqual([2, 1]);
  });

  it('does without a copy where there is no space, and drops old ones', async () => {
    const { copies, storage } = open();
    await keep(copies, 1, 2, 3, 4);
    storage.isFull = true;
    await keep(copies, 5);
    storage.isFull = false;
    await keep(copies, 6);
    expect(await kept(copies)).toEqual([6, 4]);
  });

  it('has nothing where storage is refused', async () => {
    const refused = new Proxy({} as CacheStorage, {
      get: () => () => Promise.reject(new DOMException('no', 'SecurityError')),
    });
    const copies = new Copies(refused, scope);
    await keep(copies, 1);
    expect(await copies.get(url(1))).toBeUndefined();
    expect(await copies.urls()).toEqual([]);
  });
});
