/** `database.limits`: run-time limits by name. https://sqlite.org/c3ref/limit.html */
import { nativeError } from '../../bytes/native-error.ts';
import { invalidState, invalidType, type Options } from './checks.ts';
import type { Connection } from './connection.ts';

/** In the order of their numbers. */
const limitNames = [
  'length',
  'sqlLength',
  'column',
  'exprDepth',
  'compoundSelect',
  'vdbeOp',
  'functionArg',
  'attach',
  'likePatternLength',
  'variableNumber',
  'triggerDepth',
] as const;

const MOST = 0x7fff_ffff;
const outOfRange = (message: string): RangeError =>
  nativeError(RangeError, 'ERR_OUT_OF_RANGE', message);

/** The limits of `options.limits`, by number. */
export function checkLimits(options: Options): [number: number, value: number][] {
  return limitNames.flatMap((name, number): [number, number][] => {
    const value = options[name];
    if (value === undefined) return [];
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      throw invalidType(`The "options.limits.${name}" argument must be an integer.`);
    }
    if (value < 0) {
      throw outOfRange(`The "options.limits.${name}" argument must be non-negative.`);
    }
    return [[number, value]];
  });
}

export function createLimits(current: () => Connection | undefined): object {
  const limits = {};
  limitNames.forEach((name, number) => {
    const limit = (value: number): number => {
      const connection = current();
      if (!connection) throw invalidState('database is not open');
      return connection.sqlite.api.sqlite3_limit!(connection.pointer, number, value);
    };
    Object.defineProperty(limits, name, {
      enumerable: true,
      configurable: false,
      get: () => limit(-1),
      set(value: unknown) {
        if (value === Infinity) return void limit(MOST);
        if (typeof value !== 'number' || !Number.isInteger(value)) {
          throw invalidType('Limit value must be a non-negative integer or Infinity.');
        }
        if (value < 0) throw outOfRange('Limit value must be non-negative.');
        limit(value);
      },
    });
  });
  return limits;
}
