import cluster, { type Worker } from 'node:cluster';
import { availableParallelism } from 'node:os';
import { inTurn, replaceCrashed, retire, running, start } from './workers.ts';

const port = process.env.PORT ?? 3000;
let generation = 1;

// #region restart
let isRestarting = false;

/** Replaces the workers one by one. The one that asked is the last, and left to the caller. */
async function restart(asking?: Worker): Promise<void> {
  if (isRestarting) throw new Error('A restart is under way');
  isRestarting = true;
  try {
    await inTurn(() => replaceAll(asking));
  } finally {
    isRestarting = false;
  }
}

async function replaceAll(asking?: Worker): Promise<void> {
  generation++;
  const old = running().sort((a, b) => Number(a === asking) - Number(b === asking));
  for (const worker of old) {
    if (worker.isDead()) continue; // It has crashed, and its replacement waits for its turn.
    await start(generation);
    if (worker !== asking) retire(worker);
  }
}
// #endregion

// #region messages
cluster.on('message', async (worker, message) => {
  if (message !== 'restart') return;
  try {
    await restart(worker);
    if (worker.isConnected()) worker.send({ generation });
    retire(worker);
  } catch (error) {
    if (worker.isConnected()) worker.send({ error: (error as Error).message });
  }
});
// #endregion

// #region begin
const size = Math.max(2, Math.min(4, availableParallelism()));
replaceCrashed(() => inTurn(() => start(generation)));
await inTurn(() => Promise.all(Array.from({ length: size }, () => start(generation))));
console.log(`Listening on http://localhost:${port}, with ${size} workers`);
// #endregion

// #region signals
process.on('SIGHUP', () => restart().catch((error) => console.error(error.message)));
process.on('SIGTERM', () => running().forEach(retire));
// #endregion
