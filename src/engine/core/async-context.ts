/**
 * AsyncContextFrame, on which `AsyncLocalStorage` stands in Node 24. V8 carries the current frame
 * through promises by itself; here `then` is wrapped, and `await` is rewritten (`modules/rewrite.ts`).
 */
import { browser } from './browser.ts';
import { reportUncaught } from './callbacks.ts';
import type { Fn } from './node-data.ts';
import {
  hookedThen,
  initAwait,
  promiseHooks,
  resumeAwait,
  type AwaitPoint,
} from './promise-hooks.ts';
import { runtime } from './runtime.ts';
import { hiddenGlobals } from '../modules/module-record.ts';

const inFrame = (callback: unknown, frame: unknown): unknown => {
  if (typeof callback !== 'function') return callback;
  return (value: unknown) => {
    const outer = runtime.contextFrame;
    runtime.contextFrame = frame;
    try {
      return (callback as Fn)(value);
    } finally {
      runtime.contextFrame = outer;
    }
  };
};

/** What `await` has to come back to: a frame, or with promise hooks a point with a frame. */
class HookedAwait {
  readonly frame: unknown;
  readonly point: AwaitPoint;
  constructor(frame: unknown, point: AwaitPoint) {
    this.frame = frame;
    this.point = point;
  }
}

export function installAsyncContext(): void {
  const NativePromise = browser.Promise;
  const { prototype } = NativePromise;
  const nativeThen = prototype.then;
  Object.defineProperty(prototype, 'then', {
    configurable: true,
    writable: true,
    enumerable: false,
    value: function then(this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown) {
      const frame = runtime.contextFrame;
      // No store is in use: nothing to carry.
      const isPlain = frame === undefined;
      const wrapped = isPlain
        ? [onFulfilled, onRejected]
        : [inFrame(onFulfilled, frame), inFrame(onRejected, frame)];
      if (promiseHooks.enabled) return hookedThen(this, wrapped[0], wrapped[1]);
      return Reflect.apply(nativeThen, this, wrapped);
    },
  });
  let operand: unknown;
  /**
   * A rejection throws out of the rewritten expression: the context is restored by a reaction of its own,
   * which runs right before that of `await`, and costs no further microtask.
   */
  const watch = (awaited: unknown, restore: () => void): unknown => {
    const promise = NativePromise.resolve(awaited);
    Reflect.apply(nativeThen, promise, [undefined, restore]);
    return promise;
  };
  hide(hiddenGlobals.captureFrame, (awaited: unknown) => {
    const frame = runtime.contextFrame;
    if (promiseHooks.enabled) {
      const promise = NativePromise.resolve(awaited);
      const point = new HookedAwait(frame, initAwait(promise, promise !== awaited));
      operand = watch(promise, () => restore(point));
      return point;
    }
    operand = frame === undefined ? awaited : watch(awaited, () => restore(frame));
    return frame;
  });
  // Called right after, with nothing in between: one place is enough.
  hide(hiddenGlobals.awaited, () => {
    const awaited = operand;
    operand = undefined;
    return awaited;
  });
  function restore(captured: unknown): void {
    let frame = captured;
    if (captured instanceof HookedAwait) {
      ({ frame } = captured);
      resumeAwait(captured.point);
    }
    if (runtime.contextFrame !== frame) {
      runtime.contextFrame = frame;
      // The continuation runs as a microtask of its own; what follows it must not see its frame.
      if (frame !== undefined) {
        browser.queueMicrotask(() => {
          if (runtime.contextFrame === frame) runtime.contextFrame = undefined;
        });
      }
    }
  }
  hide(hiddenGlobals.restoreFrame, (captured: unknown, value: unknown) => {
    restore(captured);
    return value;
  });
}

const hide = (name: string, value: unknown): void => {
  Object.defineProperty(browser.global, name, { value, enumerable: false });
};

/** `queueMicrotask` of the `task_queue` binding: the callback keeps the frame it was queued in. */
export function enqueueMicrotask(callback: Fn): void {
  const frame = runtime.contextFrame;
  browser.queueMicrotask(() => {
    const outer = runtime.contextFrame;
    runtime.contextFrame = frame;
    try {
      callback();
    } catch (error) {
      reportUncaught(error);
    } finally {
      runtime.contextFrame = outer;
    }
  });
}
