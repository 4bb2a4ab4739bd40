/** How the functions of the binding are called: at once, with a request object, or for a promise. */
import { AsyncWrap } from '../../core/async-wrap.ts';
import { browser } from '../../core/browser.ts';
import { makeCallback } from '../../core/callbacks.ts';
import { completeRequest } from '../../core/loop.ts';
import type { Any, Fn } from '../../core/node-data.ts';
import { runtime } from '../../core/runtime.ts';
import { FsError } from '../../fs/errors.ts';
import { requestError, syncError, uvErrno } from './errors.ts';
import { pathText, type PathArgument } from './names.ts';

export class FSReqCallback extends AsyncWrap {}
class FSReqPromise extends AsyncWrap {}

/** The binding's `kUsePromises`, which stands where a request would. */
let usePromises: symbol;
export const setUsePromises = (symbol: symbol): void => {
  usePromises = symbol;
};

export interface Operation {
  /** As errors name it. */
  syscall: string;
  /** Index of the request among the arguments, which is the number of arguments before it. */
  request: number;
  /** How many of the first arguments are paths that errors name. */
  paths?: 0 | 1 | 2;
  /** The path that errors name, where it is not the first argument as it stands. */
  errorPath?: (path: string) => string;
  /** On failure a synchronous call fills the object after the request instead of throwing. */
  context?: true;
  /** Turns what `run` returns into the result; a synchronous result may use shared arrays. */
  finish?: (value: Any, args: Any[], sync: boolean) => unknown;
  /** Whether the failure means the result `undefined`. */
  ignores?: (error: FsError, args: Any[], sync: boolean) => boolean;
  /** Throws Node's own error for arguments that native code looks at, not `lib/`. */
  validate?: (args: Any[]) => void;
  run: (...args: Any[]) => unknown;
}

export const validateDescriptor = ([fd]: Any[]): void =>
  runtime.require('internal/fs/utils').getValidatedFd(fd);

/** @param index Of the mode among the arguments; its bits are 0 to 7. */
export const validateMode =
  (index: number) =>
  ({ [index]: mode }: Any[]): void => {
    if (mode !== undefined && mode !== null) {
      runtime.require('internal/validators').validateInteger(mode, 'mode', 0, 7);
    }
  };

/**
 * Requests run at once and complete in a later turn of the loop: as if the thread pool were
 * infinitely fast, which keeps the order of operations that a program starts together.
 */
export function operation(definition: Operation): Fn {
  const {
    syscall,
    request: requestIndex,
    paths = 0,
    context,
    finish,
    ignores,
    validate,
    run,
  } = definition;

  const errorNames = (args: Any[]): [path?: string, dest?: string] => {
    if (paths === 0) return [];
    const path = pathText(args[0] as PathArgument);
    const named = definition.errorPath?.(path) ?? path;
    return paths === 1 ? [named] : [named, pathText(args[1] as PathArgument)];
  };

  function callNow(args: Any[]): unknown {
    try {
      const value = run(...args);
      return finish === undefined ? value : finish(value, args, true);
    } catch (error) {
      if (error instanceof FsError) {
        if (ignores?.(error, args, true)) return undefined;
        const target = context && args[requestIndex + 1];
        if (target !== undefined && target !== null && typeof target === 'object') {
          target.errno = uvErrno(error.code);
          target.syscall = syscall;
          return undefined;
        }
      }
      throw syncError(error, call, syscall, ...errorNames(args));
    }
  }

  function call(...args: Any[]): unknown {
    validate?.(args);
    const request = args[requestIndex];
    if (request === undefined || request === null) return callNow(args);
    let failure: Error | undefined;
    let value: unknown;
    try {
      value = run(...args);
      if (finish !== undefined) value = finish(value, args, false);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (!ignores?.(error, args, false)) {
        failure = requestError(error, syscall, ...errorNames(args));
      }
    }
    if (request === usePromises) return settledLater(failure, value);
    completeLater(request, failure, value);
    return undefined;
  }
  return call;
}

/** Calls the request's `oncomplete` in a later turn. */
export function completeLater(request: Any, failure: Error | undefined, value?: unknown): void {
  completeRequest(() => {
    const result = value === undefined ? [null] : [null, value];
    makeCallback(request, request.oncomplete, failure ? [failure] : result);
  });
}

/** A promise that settles in a later turn, within the scope of a callback, as native ones do. */
export function settledLater(failure: Error | undefined, value?: unknown): Promise<unknown> {
  const scope = new FSReqPromise();
  return new browser.Promise((resolve, reject) => {
    completeRequest(() => {
      if (failure) makeCallback(scope, reject, [failure]);
      else makeCallback(scope, resolve, [value]);
    });
  });
}
