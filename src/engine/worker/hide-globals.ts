/**
 * Removes what a worker has and Node has not. Packages sniff for `WorkerGlobalScope` or `self` to
 * tell browsers from Node, and `caches`, `indexedDB` and the like are the journal's, not the example's.
 */
import { browser } from '../core/browser.ts';
import { nodeData } from '../core/node-data.ts';

/** JavaScript's own globals that the pinned Node may not have yet. */
const LANGUAGE_GLOBALS = [
  'AsyncDisposableStack',
  'DisposableStack',
  'Float16Array',
  'Iterator',
  'SuppressedError',
  'Temporal',
];

/** Node defines these and takes them away again where its options do not ask for them. */
const OPTIONAL_GLOBALS = ['EventSource'];

export function hideWorkerGlobals(): void {
  const { global } = browser;
  const kept = new Set([...nodeData.extras.globals, ...LANGUAGE_GLOBALS, ...OPTIONAL_GLOBALS]);
  const eventTarget = Object.getPrototypeOf(browser.MessagePort.prototype) as object;
  for (
    let owner: object | null = global;
    owner && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const key of Object.getOwnPropertyNames(owner)) {
      if (key === 'constructor' || key.startsWith('__node')) continue;
      if (kept.has(key)) {
        if (owner !== global && owner !== eventTarget) Reflect.deleteProperty(owner, key);
      } else if (owner === eventTarget) {
        // Message ports inherit from it: the methods must stay, unseen by `for … in`.
        Reflect.defineProperty(owner, key, { enumerable: false });
      } else if (!Reflect.deleteProperty(owner, key) || key in global) {
        Reflect.defineProperty(global, key, {
          value: undefined,
          configurable: true,
          writable: true,
          enumerable: false,
        });
        Reflect.defineProperty(owner, key, { enumerable: false });
      }
    }
  }
}
