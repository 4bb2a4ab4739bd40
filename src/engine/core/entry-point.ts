/**
 * A main module that waits for ever: when nothing is left that could end its top-level await, Node exits
 * with 13 and says so (https://nodejs.org/api/process.html#exit-codes).
 */
import { privateSymbols } from './async-wrap.ts';
import { browser } from './browser.ts';
import type { Any } from './node-data.ts';
import { runtime } from './runtime.ts';

const UNSETTLED_TOP_LEVEL_AWAIT = 13;

let watched = false;
let settled = false;

const entryPoint = (): Promise<unknown> | undefined =>
  (browser.global as Any)[privateSymbols.entry_point_promise_private_symbol!];

/** Asks for the state of the main module, which is known a task later. */
export function watchEntryPoint(): void {
  const promise = entryPoint();
  if (watched || !promise) return;
  watched = true;
  const done = (): void => void (settled = true);
  promise.then(done, done);
}

/** To be called before the exit of a process that has nothing left to do. */
export function noteUnsettledEntryPoint(): void {
  if (!watched || settled) return;
  const { process } = runtime;
  // The last listener of `exit`: the others hear 0, as in Node, where this is found out after them.
  process.once('exit', () => {
    if (process.exitCode) return;
    process.exitCode = UNSETTLED_TOP_LEVEL_AWAIT;
    process.stderr.write('Warning: Detected unsettled top-level await\n');
  });
}
