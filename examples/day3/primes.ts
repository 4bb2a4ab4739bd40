import { setImmediate } from 'node:timers/promises';

const CHUNK = 5_000;

// #region blocking
/** Counts primes in one go: nothing else runs until it returns. */
async function blocking(below: number): Promise<number> {
  let count = 0;
  for (let n = 2; n < below; n++) if (isPrime(n)) count++;
  return count;
}
// #endregion

// #region microtasks
/** Awaits after every chunk, and blocks all the same: microtasks run before anything else may. */
async function microtasks(below: number): Promise<number> {
  let count = 0;
  for (let n = 2; n < below; n++) {
    if (isPrime(n)) count++;
    if (n % CHUNK === 0) await null;
  }
  return count;
}
// #endregion

// #region immediates
/** Lets the event loop go round after every chunk. */
async function immediates(below: number): Promise<number> {
  let count = 0;
  for (let n = 2; n < below; n++) {
    if (isPrime(n)) count++;
    if (n % CHUNK === 0) await setImmediate();
  }
  return count;
}
// #endregion

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}

export const ways = { blocking, microtasks, immediates };
export type Way = keyof typeof ways;
