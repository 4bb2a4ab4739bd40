/**
 * V8's promise hooks, of which `async_hooks` and `v8.promiseHooks` hear: `init` when a promise is made,
 * `before` and `after` around its callback, `settled` when it is resolved or rejected. No browser has
 * them. As soon as a hook is set, the program's `Promise` is replaced by a proxy that tells of new
 * promises, and `then` (core/async-context.ts) by one that tells of callbacks; until then nothing of this
 * runs. Promises of native async functions are not heard of, but what they await is.
 */
import { browser } from './browser.ts';
import { reportUncaught } from './callbacks.ts';
import type { Any, Fn } from './node-data.ts';

type Hook = (promise: object, parent?: object) => void;
type Hooks = Record<'init' | 'before' | 'after' | 'settled', Hook | undefined>;

/** `enabled` is what everything else asks first. */
export const promiseHooks: Hooks & { enabled: boolean } = {
  enabled: false,
  init: undefined,
  before: undefined,
  after: undefined,
  settled: undefined,
};

const NativePromise = browser.Promise;
const nativeThen = NativePromise.prototype.then as Fn;

/** Implements `async_wrap.setPromiseHooks`. */
export function setPromiseHooks(init?: Hook, before?: Hook, after?: Hook, settled?: Hook): void {
  Object.assign(promiseHooks, { init, before, after, settled });
  promiseHooks.enabled = Boolean(init ?? before ?? after ?? settled);
  if (promiseHooks.enabled) replaceConstructor();
}
export const getPromiseHooks = (): (Hook | undefined)[] => [
  promiseHooks.init,
  promiseHooks.before,
  promiseHooks.after,
  promiseHooks.settled,
];

function tell(hook: Hook | undefined, promise: object, parent?: object): void {
  if (!hook) return;
  try {
    hook(promise, parent);
  } catch (error) {
    // The program's own recursion: it may catch that.
    if (error instanceof (browser.global as Any).RangeError) throw error;
    reportUncaught(error);
  }
}

/** The promise whose `then` makes the next one. */
let parentOfNext: object | undefined;

let replaced = false;
function replaceConstructor(): void {
  if (replaced) return;
  replaced = true;
  // Promises keep their constructor: `await` takes those of another in two microtasks more.
  const resolve = function (this: unknown, value: unknown) {
    if (this === proxy && value instanceof NativePromise && value.constructor === NativePromise) {
      return value;
    }
    return Reflect.apply(NativePromise.resolve as Fn, this, [value]) as unknown;
  };
  const proxy: object = new browser.Proxy(NativePromise, {
    get: (target, key) => (key === 'resolve' ? resolve : (Reflect.get(target, key) as unknown)),
    construct(target, args: unknown[], newTarget) {
      const [executor] = args;
      if (!promiseHooks.enabled || typeof executor !== 'function') {
        return Reflect.construct(target, args, newTarget) as object;
      }
      const parent = parentOfNext;
      parentOfNext = undefined;
      let settle: [Fn, Fn];
      const promise = Reflect.construct(
        target,
        [(...both: [Fn, Fn]) => (settle = both)],
        newTarget,
      ) as object;
      tell(promiseHooks.init, promise, parent);
      let isSettled = false;
      const settling = (native: Fn): Fn =>
        function (value: unknown) {
          if (!isSettled && !parent) tell(promiseHooks.settled, promise);
          isSettled = true;
          native(value);
        };
      const [resolve, reject] = settle!.map(settling) as [Fn, Fn];
      try {
        executor(resolve, reject);
      } catch (error) {
        reject(error);
      }
      return promise;
    },
  });
  Object.defineProperty(browser.global, 'Promise', {
    value: proxy,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/** `then` while hooks are set. The callbacks carry their async context already. */
export function hookedThen(promise: object, onFulfilled: unknown, onRejected: unknown): unknown {
  let child: object;
  const around = (callback: unknown, otherwise: Fn) => (value: unknown) => {
    finishAwait();
    tell(promiseHooks.before, child);
    try {
      return typeof callback === 'function' ? (callback as Fn)(value) : otherwise(value);
    } finally {
      tell(promiseHooks.settled, child);
      tell(promiseHooks.after, child);
    }
  };
  const pass = (value: unknown): unknown => value;
  const fail = (error: unknown): never => {
    throw error;
  };
  parentOfNext = promise;
  try {
    child = Reflect.apply(nativeThen, promise, [
      around(onFulfilled, pass),
      around(onRejected, fail),
    ]) as object;
    // A promise of another constructor: the proxy has not told of it.
    if (parentOfNext) tell(promiseHooks.init, child, promise);
  } finally {
    parentOfNext = undefined;
  }
  return child;
}

/** The rest of an async function after an `await`: the promise that stands for it. */
export interface AwaitPoint {
  promise: object;
}

/** Tells of the promise that an `await` makes. */
export function initAwait(awaited: object, isNew: boolean): AwaitPoint {
  if (isNew) {
    tell(promiseHooks.init, awaited);
    tell(promiseHooks.settled, awaited);
  }
  const promise = new NativePromise(() => {});
  tell(promiseHooks.init, promise, awaited);
  return { promise };
}

let running: AwaitPoint | undefined;

/** Enters the rest of the function. It ends, at the latest, with the next microtask. */
export function resumeAwait(point: AwaitPoint): void {
  finishAwait();
  running = point;
  tell(promiseHooks.before, point.promise);
  browser.queueMicrotask(() => {
    if (running === point) finishAwait();
  });
}

function finishAwait(): void {
  if (!running) return;
  const { promise } = running;
  running = undefined;
  tell(promiseHooks.after, promise);
}
