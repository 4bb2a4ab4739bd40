/**
 * The event loop: libuv's phases over browser tasks.
 *
 * Node drains microtasks between callbacks. A page cannot ask for that, but the browser does it by
 * itself whenever a listener that it called returns (HTML, "clean up after running script"). So one
 * task carries several listeners, and each of them runs at most one callback: a full microtask
 * checkpoint lies between any two callbacks, at the price of one task for many of them.
 */
import { browser } from './browser.ts';
import type { Fn } from './node-data.ts';
import {
  drainTicks,
  exitProcess,
  makeCallback,
  onTickScheduled,
  reportUncaught,
  ticksAreDue,
} from './callbacks.ts';
import { noteUnsettledEntryPoint, watchEntryPoint } from './entry-point.ts';
import { runtime } from './runtime.ts';

/** Callbacks per task. More starve the messages of the host; fewer pay for more tasks. */
const CALLBACKS_PER_TASK = 12;

const origin = browser.performance.now();
/** Milliseconds since the process started, as `uv_now`. */
export const loopNow = (): number => Math.floor(browser.performance.now() - origin);

export const timers = {
  processImmediate: undefined as Fn | undefined,
  processTimers: undefined as Fn | undefined,
  /** `[count, refCount, hasOutstanding]`, shared with `lib/internal/timers.js`. */
  immediateInfo: new Uint32Array(3),
  /** `[refCount]` of timers. */
  timeoutInfo: new Int32Array(1),
};

/** Loop time at which the first timer list is due; 0 when there is none. */
let timerExpiry = 0;
let browserTimer = 0;
let browserTimerDue = 0;

/** Implements `timers.scheduleTimer(ms)`. */
export function scheduleTimer(ms: number): void {
  timerExpiry = loopNow() + Math.max(1, ms);
  armTimer();
}

function armTimer(): void {
  if (timerExpiry === 0) return;
  const now = loopNow();
  if (browserTimer !== 0 && browserTimerDue <= timerExpiry && browserTimerDue >= now) return;
  if (browserTimer !== 0) browser.clearTimeout(browserTimer);
  browserTimerDue = timerExpiry;
  browserTimer = browser.setTimeout(
    () => {
      browserTimer = 0;
      wake();
    },
    Math.max(0, timerExpiry - now),
  );
}

/** Completed I/O, in order: the poll queue. A ring that is compacted as it is read. */
let io: (() => void)[] = [];
let ioHead = 0;

/** Queues a callback for the poll phase. It runs alone in its turn. */
export function queueIo(callback: () => void): void {
  io.push(callback);
  wake();
}

function nextIo(): () => void {
  const callback = io[ioHead]!;
  io[ioHead++] = undefined as never;
  if (ioHead === io.length) {
    io = [];
    ioHead = 0;
  } else if (ioHead > 1024) {
    io = io.slice(ioHead);
    ioBudget = Math.min(ioBudget, io.length);
    ioHead = 0;
  }
  return callback;
}
const pendingIo = (): number => io.length - ioHead;

const phases = ['timers', 'poll', 'check'] as const;
let phase: (typeof phases)[number] = 'timers';
/** Callbacks that the poll phase may still run before `setImmediate` gets its turn. */
let ioBudget = 0;

const dueTimers = (): boolean => timerExpiry !== 0 && timerExpiry <= loopNow();
const hasImmediates = (): boolean => timers.immediateInfo[0]! > 0 || timers.immediateInfo[2]! > 0;
const hasRefedImmediates = (): boolean =>
  timers.immediateInfo[1]! > 0 || timers.immediateInfo[2]! > 0;

const hasRefedWork = (): boolean => ticksAreDue() || pendingIo() > 0 || hasRefedImmediates();
const hasWork = (): boolean => hasRefedWork() || dueTimers();

function runTimers(now: number): void {
  timerExpiry = 0;
  const { threw, value } = makeCallbackChecked(timers.processTimers!, [now]);
  if (threw) {
    timerExpiry = now;
    return;
  }
  // Node's `processTimers` returns the next expiry: 0 for none, negative when it is unref'ed.
  if (value) {
    const next = Math.abs(value as number);
    if (timerExpiry === 0 || next < timerExpiry) timerExpiry = next;
  }
}

function makeCallbackChecked(fn: Fn, args: unknown[]): { threw: boolean; value: unknown } {
  let threw = true;
  let value: unknown;
  makeCallback(
    runtime.process,
    () => {
      value = Reflect.apply(fn, runtime.process, args);
      threw = false;
    },
    [],
  );
  return { threw, value };
}

let idleSince = 0;
let idleTotal = 0;
/** What `perf_hooks` tells of the loop. */
export const loopMetrics = {
  /** Times that it has polled for events, and events that it has found. */
  rounds: 0,
  events: 0,
  /** Milliseconds that it has spent waiting. */
  idle: (): number => idleTotal,
  /** Counts from here, when a worker that has waited becomes a process. */
  reset(): void {
    idleTotal = 0;
    idleSince = 0;
    loopMetrics.rounds = 0;
    loopMetrics.events = 0;
  },
};

/**
 * The browser tells of rejections that nobody handles in a task after the script that made them. What the
 * program's main script has queued waits for that, as in Node, where rejections come first.
 */
let isHeld = false;

/**
 * The time of this timers phase, as libuv keeps it: intervals that are due again by the time that the
 * others have run wait for the next round. -1 outside of the phase.
 */
let timersNow = -1;

/** Runs at most one callback. Returns whether it found one. */
function turn(): boolean {
  if (runtime.exiting) return false;
  if (isHeld) return false;
  if (idleSince !== 0) {
    idleTotal += browser.performance.now() - idleSince;
    idleSince = 0;
  }
  return runCallback();
}

function runCallback(): boolean {
  if (ticksAreDue()) {
    drainTicks();
    return true;
  }
  // A whole round visits each phase once, plus the one it started in.
  for (let visited = 0; visited <= phases.length; visited++) {
    if (phase === 'timers') {
      if (dueTimers()) {
        if (timersNow < 0) timersNow = loopNow();
        if (timerExpiry <= timersNow) {
          runTimers(timersNow);
          return true;
        }
      }
      timersNow = -1;
      enterPoll();
    } else if (phase === 'poll') {
      if (ioBudget > 0 && pendingIo() > 0) {
        ioBudget--;
        loopMetrics.events++;
        try {
          nextIo()();
        } catch (error) {
          reportUncaught(error);
        }
        return true;
      }
      phase = 'check';
    } else {
      phase = 'timers';
      // Those that are unref'ed run while something else keeps the loop going.
      if (hasImmediates() && isAlive()) {
        makeCallback(runtime.process, timers.processImmediate!, []);
        // `immediateInfo[2]`: the list was left early, after a throw; the rest belongs to this phase.
        if (timers.immediateInfo[2]! > 0) phase = 'check';
        return true;
      }
    }
  }
  return false;
}

function enterPoll(): void {
  phase = 'poll';
  loopMetrics.rounds++;
  ioBudget = pendingIo();
}

const channel = new browser.MessageChannel();
let awake = false;

/** Makes sure that a turn follows. */
export function wake(): void {
  if (awake || runtime.exiting) return;
  awake = true;
  channel.port2.postMessage(undefined);
}
onTickScheduled(wake);

/**
 * Lets the messages of a port run turns: its own listener first, then one callback per listener.
 * The host's port uses it too, so that a request is answered in the task that brought it.
 */
export function driveTurns(port: {
  addEventListener(type: 'message', listener: (event: Event) => void): void;
}): void {
  const step = (event: Event): void => {
    if (turn()) return;
    event.stopImmediatePropagation();
    settle();
  };
  for (let n = 0; n < CALLBACKS_PER_TASK; n++) {
    // `addEventListener` ignores a listener that it already has: each needs its own identity.
    port.addEventListener('message', (event) => step(event));
  }
  port.addEventListener('message', settle);
}

channel.port1.addEventListener('message', () => {
  awake = false;
});
driveTurns(channel.port1);
channel.port1.start();

/** After the last callback of a task: go on, or sleep until a timer or a message. */
function settle(): void {
  if (runtime.exiting || isHeld) return;
  if (hasWork()) {
    wake();
    return;
  }
  armTimer();
  if (exitWhenIdle) scheduleExitCheck();
  loopIdle?.();
  // Zero means busy.
  idleSince = browser.performance.now() || 1;
}

let loopIdle: (() => void) | undefined;
/** Registers what hears each time that the loop has nothing to do. */
export const onLoopIdle = (listener: () => void): void => {
  loopIdle = listener;
};

let loopEnds: (() => void) | undefined;
/** Registers what hears that nothing is left to do, before the program does. */
export const onLoopEnd = (listener: () => void): void => {
  loopEnds = listener;
};

/** Handles that are open, ref'ed or not: see `HandleWrap`. */
export const openHandles = new Set<{ hasRef(): boolean }>();

let activeRequests = 0;
/** Counts a request (file system, DNS, job) that keeps the process alive until `requestEnded`. */
export const requestStarted = (): void => {
  activeRequests++;
};
export const requestEnded = (): void => {
  activeRequests--;
};

/** Queues the completion of a request that is already done. */
export function completeRequest(callback: () => void): void {
  activeRequests++;
  queueIo(() => {
    activeRequests--;
    callback();
  });
}

/** Whether anything is left that can call back, as `uv_loop_alive`. */
export function isAlive(): boolean {
  if (activeRequests > 0 || timers.timeoutInfo[0]! > 0 || hasRefedWork()) return true;
  for (const handle of openHandles) if (handle.hasRef()) return true;
  return false;
}

let exitWhenIdle = false;
let exitCheckPending = false;

/** From now on the process ends by itself when nothing is left to do. */
export function endWhenIdle(): void {
  exitWhenIdle = true;
  // The first round of the program, not the rest of one that the preparation began.
  phase = 'timers';
  isHeld = true;
  browser.setTimeout(() => {
    isHeld = false;
    wake();
  }, 0);
}

function scheduleExitCheck(): void {
  if (exitCheckPending || isAlive()) return;
  exitCheckPending = true;
  // A task of its own: promises of the browser (crypto, fetch) may settle between two turns.
  browser.setTimeout(() => {
    exitCheckPending = false;
    if (runtime.exiting || isAlive()) return;
    watchEntryPoint();
    makeCallback(
      runtime.process,
      () => runtime.process.emit('beforeExit', runtime.process.exitCode || 0),
      [],
    );
    // Its listeners may have queued something; the next round ends with this event again.
    if (isAlive()) return wake();
    // Promises of the listeners have their turn, but nothing that does not keep the loop alive.
    isHeld = true;
    browser.setTimeout(() => {
      isHeld = false;
      if (runtime.exiting) return;
      if (isAlive()) return wake();
      loopEnds?.();
      if (!runtime.process._exiting) {
        noteUnsettledEntryPoint();
        makeCallback(runtime.process, () => runtime.process.exit(), []);
      }
      // A program may have put something else in the place of `process.reallyExit`.
      exitProcess(runtime.exitInfo[1]!);
    }, 0);
  }, 1);
}
