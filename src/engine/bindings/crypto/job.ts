/** `CryptoJob`: work that runs at once, in the background, or behind a promise of `crypto.subtle`. */
import { AsyncWrap } from '../../core/async-wrap.ts';
import { browser } from '../../core/browser.ts';
import { makeCallback } from '../../core/callbacks.ts';
import { completeRequest, queueIo, requestEnded, requestStarted } from '../../core/loop.ts';
import { nodeData, type Any, type Fn } from '../../core/node-data.ts';
import { runtime } from '../../core/runtime.ts';
import type { Work } from './derive.ts';

const constants = nodeData.shapes.crypto ?? {};
const SYNC: number = constants.kCryptoJobSync ?? 1;
export const WEB_CRYPTO: number = constants.kCryptoJobWebCrypto ?? 2;

type Outcome = [error: unknown, result: unknown];

function attempt(work: Work<unknown>): Outcome {
  try {
    return [undefined, work.now()];
  } catch (error) {
    return [error, undefined];
  }
}

/**
 * A job class. `prepare` gets the constructor's arguments after the mode; it validates them, copies
 * what it needs and returns the work. `publish` makes the job's result from that of the work.
 */
export function jobClass<Args extends Any[], T>(
  name: string,
  prepare: (mode: number, ...args: Args) => Work<T>,
  publish: (result: T) => unknown = (result) => result,
): Any {
  class Job extends AsyncWrap {
    declare ondone: Fn;
    #mode: number;
    #work: Work<unknown>;

    constructor(mode: number, ...args: Args) {
      super();
      this.#mode = mode;
      const { now, later } = prepare(mode, ...args);
      this.#work = {
        now: () => publish(now()),
        later: later && (() => later()?.then(publish)),
      };
    }

    run(): Outcome | Promise<unknown> | undefined {
      if (this.#mode === SYNC) return attempt(this.#work);
      if (this.#mode !== WEB_CRYPTO) {
        this.#start((outcome) => makeCallback(this, this.ondone, outcome));
        return undefined;
      }
      return new browser.Promise((resolve, reject) => {
        this.#start(([error, result]) => {
          const settle = error === undefined ? resolve : reject;
          makeCallback(this, settle, [error === undefined ? result : operationError(error)]);
        });
      });
    }

    #start(done: (outcome: Outcome) => void): void {
      const later = this.#work.later?.();
      if (!later) {
        completeRequest(() => done(attempt(this.#work)));
        return;
      }
      requestStarted();
      const finish = (outcome: () => Outcome): void =>
        queueIo(() => {
          requestEnded();
          done(outcome());
        });
      later.then(
        (result) => finish(() => [undefined, result]),
        // The browser refuses what Node takes: compute it here.
        () => finish(() => attempt(this.#work)),
      );
    }
  }
  Object.defineProperty(Job, 'name', { value: name });
  return Job;
}

const operationError = (cause: unknown): Error =>
  runtime
    .require('internal/util')
    .lazyDOMException('The operation failed for an operation-specific reason', {
      name: 'OperationError',
      cause,
    });
