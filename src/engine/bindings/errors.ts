import { reportUncaught } from '../core/callbacks.ts';
import { firstFrame } from '../core/source-context.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { readText } from '../fs/process-files.ts';

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

/** Where an object was given its stack: the line's text, and the column, counted from 0. */
function getErrorSourcePositions(error: { stack?: unknown }): object {
  const frame = firstFrame(String(error.stack));
  const sourceLine = frame && readText(frame.path)?.split('\n')[frame.line - 1];
  // A core that asks cannot do without a line; an empty one makes an empty expression.
  if (sourceLine === undefined) return { sourceLine: '', startColumn: 0 };
  return {
    sourceLine,
    scriptResourceName: frame!.file,
    lineNumber: frame!.line,
    startColumn: frame!.column - 1,
  };
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
    getErrorSourcePositions,
  });
