import { reportUncaught } from '../core/callbacks.ts';
import type { Any, Binding } from '../core/node-data.ts';

/** V8's description of a value that runs none of the program's code. */
function noSideEffectsToString(value: Any): string {
  try {
    if (typeof value === 'symbol') return value.toString();
    if (value?.stack && value.message !== undefined) return `${value.name}: ${value.message}`;
    if (typeof value === 'object' && value !== null)
      return `#<${value.constructor?.name || 'Object'}>`;
    return String(value);
  } catch {
    return '';
  }
}

export const errors = (stub: Binding): Binding =>
  Object.assign(stub, {
    setPrepareStackTraceCallback() {},
    setGetSourceMapErrorSource() {},
    setSourceMapsEnabled() {},
    setMaybeCacheGeneratedSourceMap() {},
    setEnhanceStackForFatalException() {},
    noSideEffectsToString,
    triggerUncaughtException: reportUncaught,
    getErrorSourcePositions: () => ({}),
  });
