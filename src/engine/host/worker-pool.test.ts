import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostMessage } from '../protocol.ts';
import { Downloads } from './downloads.ts';
import { type FakeWorker, fakeWorkers } from './fake-worker.test-helper.ts';
import { StartTurns } from './start-turns.ts';
import { WorkerPool, type PreparedWorker } from './worker-pool.ts';

type Prepare = HostMessage & { type: 'prepare' };

let made: FakeWorker[];
/** The first message of each worker that was made. */
const prepares = (): Prepare[] => made.map(({ messages }) => messages[0] as Prepare);

beforeEach(() => {
  made = fakeWorkers();
  vi.stubGlobal('fetch', () => Promise.reject(new Error('offline')));
});
afterEach(() => vi.unstubAllGlobals());

const files = { folder: '/engine/', worker: 'w.js', compiler: 'c.js', programs: {} };
const newPool = (): WorkerPool =>
  new WorkerPool({
    files: files as never,
    workdir: '/home/project',
    turns: new StartTurns(10),
    downloads: new Downloads(),
  });
/** Which of the workers that were made it is. */
function indexOf({ worker }: PreparedWorker): number {
  const marker: HostMessage = { type: 'abort', id: 1 };
  worker.postMessage(marker);
  return made.findIndex(({ messages }) => messages.at(-1) === marker);
}
const withThread = { hasThreads: true, assets: ['data.wasm'] };
const first = { id: 1, name: 'WorkerThread', isInternal: false };

test('one worker waits, and is the one that is taken', () => {
  const pool = newPool();
  pool.prewarm(['a']);
  pool.prewarm(['a']);
  expect(made).toHaveLength(1);
  expect(indexOf(pool.take(['a']))).toBe(0);
});

test('with threads a second one waits, for the first thread', () => {
  const pool = newPool();
  pool.prewarm(['a'], withThread);
  expect(prepares().map((prepare) => prepare.thread)).toEqual([undefined, first]);
  expect(indexOf(pool.take(['a']))).toBe(0);
  expect(indexOf(pool.createThread(['a'], first))).toBe(1);
  expect(indexOf(pool.createThread(['a'], first))).toBe(2);
});

test.each([
  ['another number', ['a'], { ...first, id: 2 }],
  ['another name', ['a'], { ...first, name: 'mine' }],
  ['a thread of Node itself', ['a'], { ...first, isInternal: true }],
  ['more layers', ['a', 'b'], first],
])('a thread with %s gets a worker of its own', (_, layers, thread) => {
  const pool = newPool();
  pool.prewarm(['a'], withThread);
  expect(indexOf(pool.createThread(layers, thread))).toBe(2);
  expect(prepares()[2]).toMatchObject({ layers, thread });
});

test('the next program finds a thread again', () => {
  const pool = newPool();
  pool.prewarm(['a'], withThread);
  pool.take(['a']);
  pool.createThread(['a'], first);
  pool.take(['a']);
  expect(prepares().map((prepare) => prepare.thread)).toEqual([undefined, first, undefined, first]);
});

test('large files are read by whoever will need them: the thread, or without one the program', () => {
  const pool = newPool();
  pool.prewarm(['a'], withThread);
  expect(prepares().map((prepare) => prepare.assets)).toEqual([[], ['data.wasm']]);
  pool.prewarm(['b'], { assets: ['b.bin'] });
  expect(prepares()[2].assets).toEqual(['b.bin']);
});

test('what waits for other layers is ended', () => {
  const pool = newPool();
  pool.prewarm(['a'], withThread);
  pool.prewarm(['b'], {});
  expect(made.map(({ isTerminated }) => isTerminated)).toEqual([true, true, false]);
  pool.clear();
  expect(made[2]!.isTerminated).toBe(true);
});

test('one that could not load is not handed out', () => {
  const pool = newPool();
  pool.prewarm(['a'], withThread);
  for (const worker of [...made]) worker.dispatchEvent(new Event('error'));
  expect(indexOf(pool.createThread(['a'], first))).toBe(2);
  expect(indexOf(pool.take(['a']))).toBe(3);
});
