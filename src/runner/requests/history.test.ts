import { expect, it, vi } from 'vitest';
import type { SentRequest } from './exchange.ts';
import { ExchangeHistory } from './history.ts';

const sent = (path: string): SentRequest => ({
  method: 'GET',
  port: 3000,
  path,
  headers: [],
  cookies: 'jar',
});
const head = { status: 200, statusText: 'OK', headers: [], took: 1 };
const silent = { sent: () => {}, head: () => {}, chunk: () => {}, end: () => {} };

/** Sends one request whose response has as many bytes. */
function exchange(history: ExchangeHistory, path: string, bytes: number): void {
  const observer = history.watch(silent);
  observer.sent(sent(path));
  observer.head(head);
  observer.chunk(new Uint8Array(bytes));
  observer.end(2);
}

const paths = (history: ExchangeHistory) => history.exchanges.map(({ sent }) => sent.path);

it('keeps what came, and passes it on', () => {
  const history = new ExchangeHistory();
  const observer = { sent: vi.fn(), head: vi.fn(), chunk: vi.fn(), end: vi.fn() };
  const watched = history.watch(observer);
  watched.sent(sent('/a'));
  watched.head(head);
  watched.chunk(new Uint8Array([1, 2]));
  watched.end(3);
  expect(history.exchanges).toMatchObject([{ sent: { path: '/a' }, head, took: 3, cut: false }]);
  for (const told of Object.values(observer)) expect(told).toHaveBeenCalledTimes(1);
});

it.each([
  ['number', { exchanges: 2 }, ['/b', '/c']],
  ['bytes', { bytes: 25 }, ['/b', '/c']],
  ['bytes of one', { bodyBytes: 5 }, ['/a', '/b', '/c']],
])('is bounded by %s', (_, limits, kept) => {
  const history = new ExchangeHistory(limits);
  const dropped: string[] = [];
  history.listener = { dropped: ({ sent }) => void dropped.push(sent.path) };
  for (const path of ['/a', '/b', '/c']) exchange(history, path, 10);
  expect(paths(history)).toEqual(kept);
  expect([...dropped, ...paths(history)]).toEqual(['/a', '/b', '/c']);
  const cut = 'bodyBytes' in limits;
  for (const past of history.exchanges) expect(past).toMatchObject({ cut, kept: cut ? 0 : 10 });
});

it('leaves a dropped exchange alone that still receives', () => {
  const history = new ExchangeHistory({ exchanges: 1 });
  const changed = vi.fn();
  history.listener = { changed };
  const first = history.watch(silent);
  first.sent(sent('/a'));
  exchange(history, '/b', 1);
  changed.mockClear();
  first.head(head);
  first.chunk(new Uint8Array(10));
  expect(changed).not.toHaveBeenCalled();
  expect(paths(history)).toEqual(['/b']);
});
