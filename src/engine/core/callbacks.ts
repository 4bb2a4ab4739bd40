/** `MakeCallback`: how native code calls into the program, and what happens when that throws. */
import { browser } from './browser.ts';
import { nodeData, type Any, type Fn } from './node-data.ts';
import {
  clearAsyncIdStack,
  emitAfter,
  emitBefore,
  popAsyncContext,
  pushAsyncContext,
} from './async-ids.ts';
import { AsyncWrap, privateSymbols, symbols } from './async-wrap.ts';
import { runtime } from './runtime.ts';
import { adoptStack } from './stack.ts';

/** Thrown to leave the program's stack once the process has exited; never reported. */
export const EXITED = Symbol('process exited');

let depth = 0;

let tickScheduled: () => void = () => {};
/** Registers what is called when a tick or a rejection is scheduled outside of any callback. */
export const onTickScheduled = (listener: () => void): void => {
  tickScheduled = listener;
};

const ticks = { hasTickScheduled: 0, hasRejectionToWarn: 0 };

/**
 * The `tickInfo` array of the `task_queue` binding. Setters, because a `nextTick` inside a microtask
 * is seen by nobody else: no callback is on the stack that would drain it.
 */
export const tickInfo = {
  get 0() {
    return ticks.hasTickScheduled;
  },
  set 0(value: number) {
    ticks.hasTickScheduled = value;
    if (value && depth === 0) tickScheduled();
  },
  get 1() {
    return ticks.hasRejectionToWarn;
  },
  set 1(value: number) {
    ticks.hasRejectionToWarn = value;
    if (value && depth === 0) tickScheduled();
  },
};

let processTicks: Fn | undefined;
export const setTickCallback = (callback: Fn): void => {
  processTicks = callback;
};

export const hasTicks = (): boolean =>
  ticks.hasTickScheduled !== 0 || ticks.hasRejectionToWarn !== 0;

/** Runs `processTicksAndRejections`, as `InternalCallbackScope::Close` does. */
export function drainTicks(): void {
  if (hasTicks() && processTicks && !runtime.exiting) {
    depth++;
    try {
      Reflect.apply(processTicks, runtime.process, []);
    } catch (error) {
      if (error !== EXITED) {
        // In the tick's own async context, as V8 tells Node.
        reportUncaught(error);
        clearAsyncIdStack();
      }
    }
    depth--;
    if (hasTicks()) tickScheduled();
  }
  runtime.contextFrame = undefined;
}

/**
 * Calls into the program in the async context of `receiver`; drains ticks when it is the outermost
 * call. An exception becomes `uncaughtException` and the result `undefined`.
 */
export function makeCallback(receiver: Any, fn: Fn, args: unknown[]): Any {
  depth++;
  const outerFrame = runtime.contextFrame;
  let result: unknown;
  try {
    const id: number | undefined = receiver?.[symbols.async_id_symbol!];
    if (receiver !== null && typeof receiver === 'object') {
      runtime.contextFrame = AsyncWrap.frameOf(receiver);
    }
    if (id !== undefined && id > 0) {
      pushAsyncContext(id, receiver[symbols.trigger_async_id_symbol!] || 0, receiver);
      emitBefore(id);
      result = Reflect.apply(fn, receiver, args);
      emitAfter(id);
      popAsyncContext(id);
    } else {
      result = Reflect.apply(fn, receiver, args);
    }
  } catch (error) {
    if (error === EXITED) {
      depth--;
      return undefined;
    }
    reportUncaught(error);
    if (depth === 1) clearAsyncIdStack();
  }
  runtime.contextFrame = outerFrame;
  depth--;
  if (depth === 0) drainTicks();
  return result;
}

/** `TriggerUncaughtException`: the program's handlers, else Node's message and exit code 1. */
export function reportUncaught(thrown: unknown, fromPromise = false): void {
  if (runtime.exiting || thrown === EXITED) return;
  let error: Any = thrown;
  try {
    if (runtime.process._fatalException(error, fromPromise)) return;
  } catch (inner) {
    if (inner === EXITED) return;
    error = inner;
  }
  runtime.write(2, fatalMessage(error));
  exitProcess(runtime.exitInfo[2] ? runtime.exitInfo[1] || 1 : 1);
}

function fatalMessage(error: Any): string {
  let text: string;
  try {
    adoptStack(error);
    const isError = error !== null && typeof error === 'object' && error.stack !== undefined;
    text = isError ? runtime.inspect(error) : `Uncaught ${runtime.inspect(error)}`;
    if (isError && !error[privateSymbols.decorated_private_symbol!]) {
      const arrow: unknown = error[privateSymbols.arrow_message_private_symbol!];
      const context = typeof arrow === 'string' ? arrow : sourceContext(String(error.stack));
      if (context) text = `${context.trimEnd()}\n\n${text}`;
    }
  } catch {
    text = String(error?.stack ?? error);
  }
  return `${text}\n\nNode.js ${nodeData.extras.version}\n`;
}

let sourceContext: (stack: string) => string | undefined = () => undefined;
/** Registers what shows the line of the program at which an error was thrown. */
export const showSourceWith = (show: typeof sourceContext): void => {
  sourceContext = show;
};

let announceExit: (code: number, signal?: string) => void = () => {};
/** Registers what tells the host that the process has ended. */
export const onExit = (listener: (code: number, signal?: string) => void): void => {
  announceExit = listener;
};

/**
 * Ends the process at once. A worker cannot unwind a program that catches everything, so the exit
 * code is posted and the thread then spins until the host terminates it. `signal` is the name of the
 * signal whose default action this is.
 */
export function exitProcess(code: number, signal?: string): never {
  runtime.exiting = true;
  announceExit(code, signal);
  const started = browser.performance.now();
  // The host answers within milliseconds; if it is gone, leave by an exception rather than for ever.
  while (browser.performance.now() - started < 10_000);
  throw EXITED;
}
