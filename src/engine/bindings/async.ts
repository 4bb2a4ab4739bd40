/** Bindings of the event loop's bookkeeping: ticks, timers, async ids and contexts. */
import { enqueueMicrotask } from '../core/async-context.ts';
import {
  asyncHookFields,
  asyncIdFields,
  asyncIdsStack,
  clearAsyncIdStack,
  emitDestroy,
  executionAsyncResources,
  popAsyncContext,
  pushAsyncContext,
  setNativeHooks,
} from '../core/async-ids.ts';
import { setTickCallback, tickInfo } from '../core/callbacks.ts';
import { loopNow, scheduleTimer, timers as loopTimers, wake } from '../core/loop.ts';
import { browser } from '../core/browser.ts';
import { getPromiseHooks, setPromiseHooks } from '../core/promise-hooks.ts';
import type { Binding, Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

export const promiseRejections = { callback: undefined as Fn | undefined };

export const taskQueue = (stub: Binding): Binding =>
  Object.assign(stub, {
    tickInfo,
    // The browser drains microtasks by itself when a callback returns; see `core/loop.ts`.
    runMicrotasks() {},
    setTickCallback,
    enqueueMicrotask,
    setPromiseRejectCallback(callback: Fn) {
      promiseRejections.callback = callback;
    },
  });

let collected:
  FinalizationRegistry<[id: number, destroyed: { destroyed: boolean } | undefined]> | undefined;

export const asyncWrap = (stub: Binding): Binding =>
  Object.assign(stub, {
    setupHooks: setNativeHooks,
    setCallbackTrampoline() {},
    pushAsyncContext,
    popAsyncContext,
    clearAsyncIdStack,
    executionAsyncResource: (index: number) => executionAsyncResources[index],
    queueDestroyAsyncId: emitDestroy,
    setPromiseHooks,
    getPromiseHooks,
    /** Collected by the browser's garbage collector, sooner or later. */
    registerDestroyHook(resource: object, id: number, destroyed?: { destroyed: boolean }) {
      collected ??= new browser.global.FinalizationRegistry(([one, state]) => {
        if (!state?.destroyed) emitDestroy(one);
      });
      collected.register(resource, [id, destroyed]);
    },
    async_hook_fields: asyncHookFields,
    async_id_fields: asyncIdFields,
    async_ids_stack: asyncIdsStack,
    execution_async_resources: executionAsyncResources,
  });

export const asyncContextFrame = (stub: Binding): Binding =>
  Object.assign(stub, {
    getContinuationPreservedEmbedderData: () => runtime.contextFrame,
    setContinuationPreservedEmbedderData(frame: unknown) {
      runtime.contextFrame = frame;
    },
  });

export const timers = (stub: Binding): Binding =>
  Object.assign(stub, {
    setupTimers(processImmediate: Fn, processTimers: Fn) {
      loopTimers.processImmediate = processImmediate;
      loopTimers.processTimers = processTimers;
    },
    getLibuvNow: loopNow,
    scheduleTimer,
    toggleTimerRef() {},
    toggleImmediateRef(ref: boolean) {
      if (ref) wake();
    },
    immediateInfo: loopTimers.immediateInfo,
    timeoutInfo: loopTimers.timeoutInfo,
  });
