/**
 * AsyncContextFrame, on which `AsyncLocalStorage` stands in Node 24. V8 carries the current frame
 * through promises by itself; here `then` is wrapped, and `await` is rewritten (`modules/rewrite.ts`).
 */
import { browser } from './browser.ts';
import { reportUncaught } from './callbacks.ts';
import type { Fn } from './node-data.ts';
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

export function installAsyncContext(): void {
  const { prototype } = browser.Promise;
  const nativeThen = prototype.then;
  Object.defineProperty(prototype, 'then', {
    configurable: true,
    writable: true,
    enumerable: false,
    value: function then(this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown) {
      const frame = runtime.contextFrame;
      // No store is in use: nothing to carry.
      if (frame === undefined) return Reflect.apply(nativeThen, this, [onFulfilled, onRejected]);
      const wrapped = [inFrame(onFulfilled, frame), inFrame(onRejected, frame)];
      return Reflect.apply(nativeThen, this, wrapped);
    },
  });
  let operand: unknown;
  hide(hiddenGlobals.captureFrame, (awaited: unknown) => {
    operand = awaited;
    return runtime.contextFrame;
  });
  // Called right after, with nothing in between: one place is enough.
  hide(hiddenGlobals.awaited, () => {
    const awaited = operand;
    operand = undefined;
    return awaited;
  });
  hide(hiddenGlobals.restoreFrame, (frame: unknown, value: unknown) => {
    if (runtime.contextFrame !== frame) {
      runtime.contextFrame = frame;
      // The continuation runs as a microtask of its own; what follows it must not see its frame.
      if (frame !== undefined) {
        browser.queueMicrotask(() => {
          if (runtime.contextFrame === frame) runtime.contextFrame = undefined;
        });
      }
    }
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
