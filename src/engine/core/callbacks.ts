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

/**
 * After an exception, ticks wait for the end of the next callback: Node queues an immediate for that, and
 * a program whose ticks all throw gets to its other callbacks.
 */
let ticksWait = false;
/** Whether ticks are to run before any other callback. */
export const ticksAreDue = (): boolean => hasTicks() && !ticksWait;

/** Runs `processTicksAndRejections`, as `InternalCallbackScope::Close` does. */
export function drainTicks(): void {
  ticksWait = false;
  if (hasTicks() && processTicks && !runtime.exiting) {
    depth++;
    try {
      Reflect.apply(processTicks, runtime.process, []);
    } catch (error) {
      if (error !== EXITED) {
        // In the tick's own async context, as V8 tells Node.
        reportUncaught(error);
        clearAsyncIdStack();
        ticksWait = true;
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
  let failed = false;
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
    failed = true;
    reportUncaught(error);
    if (depth === 1) clearAsyncIdStack();
  }
  runtime.contextFrame = outerFrame;
  depth--;
  if (depth === 0) {
    if (failed && hasTicks()) {
      ticksWait = true;
      runtime.contextFrame = undefined;
      tickScheduled();
    } else drainTicks();
  }
  return result;
}

/** `ExitCode::kInvalidFatalExceptionMonkeyPatching`. */
const INVALID_FATAL_EXCEPTION = 6;
const GENERIC_ERROR = 1;
/** `ExitCode::kExceptionInFatalExceptionHandler`. */
const HANDLER_THREW = 7;

/** `TriggerUncaughtException`: the program's handlers, else Node's message and exit code 1. */
export function reportUncaught(thrown: unknown, fromPromise = false): void {
  if (runtime.exiting || thrown === EXITED) return;
  let error: Any = thrown;
  const handler: unknown = runtime.process._fatalException;
  if (typeof handler !== 'function') {
    runtime.write(2, fatalMessage(error));
    return exitProcess(INVALID_FATAL_EXCEPTION);
  }
  let failure = GENERIC_ERROR;
  try {
    if (Reflect.apply(handler, runtime.process, [error, fromPromise])) return;
  } catch (inner) {
    if (inner === EXITED) return;
    error = inner;
    failure = HANDLER_THREW;
  }
  runtime.write(2, fatalMessage(error));
  const hasCode = failure === GENERIC_ERROR && runtime.exitInfo[2];
  exitProcess(hasCode ? runtime.exitInfo[1]! : failure);
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
