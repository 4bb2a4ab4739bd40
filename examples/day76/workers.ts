import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const START_LIMIT = 30_000;
const DRAIN_LIMIT = 30_000;
const PAUSE = 1000;

// #region primary
cluster.setupPrimary({ exec: join(import.meta.dirname, 'server.ts') });

/** Workers that take connections, and since when. */
const serving = new Map<Worker, number>();

export const running = (): Worker[] => [...serving.keys()];
// #endregion

// #region start
/** Resolves when the new worker listens. Rejects if it ends before, or takes too long. */
export function start(generation: number): Promise<Worker> {
  const worker = cluster.fork({ GENERATION: String(generation) });
  const limit = setTimeout(() => worker.process.kill('SIGKILL'), START_LIMIT);
  return new Promise((resolve, reject) => {
    worker.once('listening', () => {
      clearTimeout(limit);
      serving.set(worker, Date.now());
      resolve(worker);
    });
    worker.once('exit', (code, signal) => {
      clearTimeout(limit);
      reject(new Error(`Worker ${worker.id} ended with ${signal || code} before it listened`));
    });
  });
}
// #endregion

// #region turn
let latest: Promise<unknown> = Promise.resolve();

/** One change after the other: a restart would miss a worker that is just starting. */
export function inTurn<T>(change: () => Promise<T>): Promise<T> {
  const result = latest.then(change);
  latest = result.catch(() => {});
  return result;
}
// #endregion

// #region retire
/** The worker takes no more connections, answers what it has, and ends. */
export function retire(worker: Worker): void {
  serving.delete(worker);
  if (!worker.isConnected()) return;
  worker.send('retire');
  const limit = setTimeout(() => worker.process.kill('SIGKILL'), DRAIN_LIMIT);
  worker.once('exit', () => clearTimeout(limit));
}
// #endregion

// #region crash
/** Calls `replace` for every worker that ends without having been asked to. */
export function replaceCrashed(replace: () => Promise<unknown>): void {
  cluster.on('exit', async (worker, code, signal) => {
    const since = serving.get(worker);
    if (since === undefined) return; // It was retired, or has never listened.
    serving.delete(worker);
    console.error(`Worker ${worker.id} ended with ${signal || code}`);

    let pause = Date.now() - since < PAUSE ? PAUSE : 0;
    for (;;) {
      await wait(pause);
      try {
        await replace();
        return;
      } catch (error) {
        console.error((error as Error).message);
        pause = Math.min(30_000, Math.max(PAUSE, pause * 2));
      }
    }
  });
}
// #endregion
