/** `SharedArrayBuffer` where the page is not isolated: shared within a thread, copied between them. */
import { browser } from '../core/browser.ts';
import { runtime } from '../core/runtime.ts';
import { waitAlone } from '../core/unshared-buffer.ts';

const { SharedArrayBuffer } = browser;

/** Gives the program the constructor, and `Atomics.wait` an end: nobody else could wake it. */
export function shareWithinThread(): void {
  if (browser.isIsolated) return;
  const define = (target: object, name: string, value: unknown): void => {
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  define(browser.global, 'SharedArrayBuffer', SharedArrayBuffer);
  const { wait } = Atomics;
  define(Atomics, 'wait', function (...args: Parameters<typeof wait>): string {
    // With a timeout it is a way to sleep.
    const [view, index, value, timeout] = args;
    if (timeout !== undefined && Number.isFinite(Number(timeout))) {
      const { now } = browser.performance;
      return view.buffer instanceof ArrayBuffer
        ? waitAlone(view, index, value, Number(timeout), now.bind(browser.performance))
        : wait(...args);
    }
    const error = new browser.Error(
      'Atomics.wait() would wait for ever: threads share memory only in a page that is cross-origin isolated. Use messages instead, or a timeout.',
    );
    throw Object.assign(error, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
  });
}

let warned = false;

/** What the receiver gets instead of buffers that cannot be shared. */
export function copyUnshareable(shared: SharedArrayBuffer[]): {
  shared: SharedArrayBuffer[];
  unshared?: ArrayBuffer[];
} {
  if (browser.isIsolated || shared.length === 0) return { shared };
  // Node's own `Worker` sends a small one with each thread.
  if (!warned && shared.some(({ byteLength }) => byteLength > 4)) {
    warned = true;
    runtime.process.emitWarning(
      'Threads share memory only in a page that is cross-origin isolated: the other thread has a copy of the SharedArrayBuffer.',
    );
  }
  const unshared = shared.map((buffer) => {
    const copy = new ArrayBuffer(buffer.byteLength);
    new Uint8Array(copy).set(new Uint8Array(buffer));
    return copy;
  });
  return { shared: [], unshared };
}

export function reviveUnshareable(copies: ArrayBuffer[]): SharedArrayBuffer[] {
  return copies.map((copy) => {
    const buffer = new SharedArrayBuffer(copy.byteLength);
    new Uint8Array(buffer).set(new Uint8Array(copy));
    return buffer;
  });
}
