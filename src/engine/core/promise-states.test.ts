import { expect, it } from 'vitest';
import { promiseDetails, trackPromises } from './promise-states.ts';

const tracked = trackPromises({
  PromiseResolve: (value: unknown) => Promise.resolve(value),
  PromiseReject: (reason: unknown) => Promise.reject(reason as Error),
  PromiseWithResolvers: () => Promise.withResolvers(),
}) as {
  PromiseResolve: (value?: unknown) => Promise<unknown>;
  PromiseReject: (reason: unknown) => Promise<unknown>;
  PromiseWithResolvers: () => PromiseWithResolvers<unknown>;
};

it('knows what was resolved or rejected at once', () => {
  const refused = tracked.PromiseReject('no');
  refused.catch(() => {});
  expect(promiseDetails(tracked.PromiseResolve(1))).toEqual([1, 1]);
  expect(promiseDetails(refused)).toEqual([2, 'no']);
});

it('follows a promise to its first settling', () => {
  const { promise, resolve, reject } = tracked.PromiseWithResolvers();
  expect(promiseDetails(promise)).toEqual([0, undefined]);
  resolve('first');
  reject('second');
  expect(promiseDetails(promise)).toEqual([1, 'first']);
});

it('says nothing of promises that wait for others, and of the program’s', () => {
  const own = Promise.resolve();
  expect(promiseDetails(tracked.PromiseResolve(own))).toEqual([0, undefined]);
  const { promise, resolve } = tracked.PromiseWithResolvers();
  resolve(own);
  expect(promiseDetails(promise)).toEqual([0, undefined]);
});
