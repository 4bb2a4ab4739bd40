import { describe, expect, it } from 'vitest';
import { Locks } from './locks.ts';

const wait = { seconds: 60 };

describe('locks', () => {
  it('are given in the order of asking', async () => {
    const locks = new Locks<{ name: string }>();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name })) as [
      { name: string },
      { name: string },
      { name: string },
    ];
    const order: string[] = [];
    await locks.acquire(a, 'k', 'X', wait);
    const later = [b, c].map((owner) =>
      locks.acquire(owner, 'k', 'X', wait).then(() => order.push(owner.name)),
    );
    locks.releaseAll(a);
    await later[0];
    locks.releaseAll(b);
    await later[1];
    expect(order).toEqual(['b', 'c']);
    locks.releaseAll(c);
    expect(locks.size).toBe(0);
  });

  it('are shared by readers, and the second reader that wants to write is told of the deadlock', async () => {
    const locks = new Locks<object>();
    const [a, b] = [{}, {}];
    await locks.acquire(a, 'k', 'S', wait);
    await locks.acquire(b, 'k', 'S', wait);
    const upgrade = locks.acquire(a, 'k', 'X', wait);
    await expect(locks.acquire(b, 'k', 'X', wait)).rejects.toMatchObject({ errno: 1213 });
    locks.releaseAll(b);
    await upgrade;
  });

  it('are given up after a time, or when the wait is aborted', async () => {
    const locks = new Locks<object>();
    const [a, b] = [{}, {}];
    await locks.acquire(a, 'k', 'X', wait);
    await expect(locks.acquire(b, 'k', 'X', { seconds: 0.01 })).rejects.toMatchObject({
      errno: 1205,
    });
    const abort = new AbortController();
    const waiting = locks.acquire(b, 'k', 'X', { ...wait, signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ errno: 1317 });
    locks.releaseAll(a);
    expect(locks.size).toBe(0);
  });
});
