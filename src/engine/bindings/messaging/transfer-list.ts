import type { Any } from '../../core/node-data.ts';
import { browser } from '../../core/browser.ts';

/**
 * The second argument of `postMessage`: an iterable of objects, or options with one as `transfer`.
 *
 * @throws TypeError ERR_INVALID_ARG_TYPE
 */
export function transferListOf(argument: Any): unknown[] {
  if (argument === undefined || argument === null) return [];
  if (typeof argument !== 'object') refuse('Optional transferList argument');
  const direct = readIterable(argument);
  if (direct) return direct;
  const { transfer } = argument;
  if (transfer === undefined || transfer === null) return [];
  return readIterable(transfer) ?? refuse('Optional options.transfer argument');
}

/** What iterating gives, without the overhead of it for arrays; undefined for what is not iterable. */
function readIterable(value: Any): unknown[] | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const iterator: unknown = value[Symbol.iterator];
  return typeof iterator === 'function' ? [...(value as Iterable<unknown>)] : undefined;
}

function refuse(what: string): never {
  throw Object.assign(new (browser.global as Any).TypeError(`${what} must be an iterable`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}
