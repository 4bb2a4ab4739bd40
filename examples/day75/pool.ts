import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { render, type Band } from './picture.ts';

// #region pool
const threads = Math.min(4, availableParallelism());

export const pool = new Piscina({
  filename: new URL('./worker.ts', import.meta.url).href,
  minThreads: threads,
  maxThreads: threads,
  // An idle thread waits in its event loop, and not in Atomics.wait, which would stop the loop.
  atomics: 'disabled',
});
// A thread that is ended may have answered a moment before. Nobody waits for that answer.
pool.on('error', (error) => console.error(error.message));
// #endregion

// #region ways
type Render = (size: number, signal: AbortSignal) => Promise<Uint8Array[]>;

export const ways = {
  loop: async (size) => [render({ size, from: 0, to: size })],
  thread: async (size, signal) => [await pool.run({ size, from: 0, to: size }, { signal })],
  pool: (size, signal) =>
    Promise.all(bandsOf(size).map((band): Promise<Uint8Array> => pool.run(band, { signal }))),
} satisfies Record<string, Render>;
// #endregion

// #region bands
const ROWS = 50;

function bandsOf(size: number): Band[] {
  return Array.from({ length: size / ROWS }, (_, i) => {
    return { size, from: i * ROWS, to: (i + 1) * ROWS };
  });
}
// #endregion
