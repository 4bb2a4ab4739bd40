/**
 * States of promises that Node's core itself makes. No browser tells the state of a promise, and web
 * streams ask whether one of their own is still pending before they reject it or make another.
 */
import type { Any, Fn } from './node-data.ts';

/** As V8's `Promise::PromiseState`. */
const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;

export type PromiseDetails = [state: number, result: unknown];
const settled = new WeakMap<Promise<unknown>, PromiseDetails>();

/** The state and the result as far as they are known; a promise of the program's is always pending. */
export const promiseDetails = (promise: Promise<unknown>): PromiseDetails =>
  settled.get(promise) ?? [PENDING, undefined];

const isThenable = (value: Any): boolean =>
  value !== null &&
  (typeof value === 'object' || typeof value === 'function') &&
  typeof value.then === 'function';

function fulfilled(promise: Promise<unknown>, value: unknown): void {
  if (!settled.has(promise) && !isThenable(value)) settled.set(promise, [FULFILLED, value]);
}
function rejected(promise: Promise<unknown>, reason: unknown): void {
  if (!settled.has(promise)) settled.set(promise, [REJECTED, reason]);
}

/** Node's `primordials` with functions that remember what becomes of the promises they make. */
export function trackPromises(primordials: Any): object {
  const { PromiseResolve, PromiseReject, PromiseWithResolvers } = primordials as Record<string, Fn>;
  const tracked = {
    PromiseResolve(value: unknown) {
      const promise = PromiseResolve!(value) as Promise<unknown>;
      if (promise !== value) fulfilled(promise, value);
      return promise;
    },
    PromiseReject(reason: unknown) {
      const promise = PromiseReject!(reason) as Promise<unknown>;
      rejected(promise, reason);
      return promise;
    },
    PromiseWithResolvers() {
      const { promise, resolve, reject } = PromiseWithResolvers!();
      return {
        promise,
        resolve(value: unknown) {
          fulfilled(promise, value);
          resolve(value);
        },
        reject(reason: unknown) {
          rejected(promise, reason);
          reject(reason);
        },
      };
    },
  };
  // Most are not enumerable: spreading would lose them.
  return Object.freeze(
    Object.create(null, {
      ...Object.getOwnPropertyDescriptors(primordials as object),
      ...Object.getOwnPropertyDescriptors(tracked),
    }) as object,
  );
}
