import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Downloads } from './downloads.ts';

/** Files that a test sends piece by piece. */
let bodies: Map<string, ReadableStreamDefaultController<Uint8Array>>;
beforeEach(() => {
  bodies = new Map();
  vi.stubGlobal('fetch', (url: string) => {
    if (url === 'offline') return Promise.reject(new TypeError('Failed to fetch'));
    if (url === 'missing') return Promise.resolve(new Response('no', { status: 404 }));
    const start = (body: ReadableStreamDefaultController<Uint8Array>) => void bodies.set(url, body);
    return Promise.resolve(new Response(new ReadableStream({ start })));
  });
});
afterEach(() => vi.unstubAllGlobals());

const send = (url: string, bytes: number): void => bodies.get(url)!.enqueue(new Uint8Array(bytes));

it('counts what has come of some files', async () => {
  const downloads = new Downloads();
  const seen: number[] = [];
  downloads.onBytes(() => seen.push(downloads.bytes(['a', 'b'])));
  downloads.start(['a', 'b', 'other']);
  send('a', 10);
  await vi.waitFor(() => expect(seen).toEqual([10]));
  send('other', 1000);
  send('b', 5);
  await vi.waitFor(() => expect(seen.at(-1)).toBe(15));
  for (const body of bodies.values()) body.close();
  await downloads.settled(['a', 'b', 'other']);
  expect(downloads.bytes(['a'])).toBe(10);
});

it('asks for a file once', () => {
  const downloads = new Downloads();
  downloads.start(['a']);
  const [body] = bodies.values();
  downloads.start(['a', 'b']);
  expect(bodies.get('a')).toBe(body);
  expect([...bodies.keys()]).toEqual(['a', 'b']);
});

it('settles for files that cannot be loaded, and asks again for them', async () => {
  const downloads = new Downloads();
  downloads.start(['missing', 'offline', 'broken']);
  send('broken', 3);
  bodies.get('broken')!.error(new TypeError('network error'));
  await downloads.settled(['missing', 'offline', 'broken', 'never asked for']);
  expect(downloads.bytes(['missing', 'offline', 'broken'])).toBe(0);
  downloads.start(['broken']);
  send('broken', 4);
  await vi.waitFor(() => expect(downloads.bytes(['broken'])).toBe(4));
});

it('tells nobody who has left', async () => {
  const downloads = new Downloads();
  const listener = vi.fn();
  downloads.onBytes(listener)();
  downloads.start(['a']);
  send('a', 1);
  bodies.get('a')!.close();
  await downloads.settled(['a']);
  expect(listener).not.toHaveBeenCalled();
});
