/** The arrays through which `lib/internal/async_hooks.js` and native code share async ids. */
import { nodeData, type Fn } from './node-data.ts';

const constants: Record<string, number> = nodeData.shapes.async_wrap!.constants;
const at = (name: string): number => constants[name]!;

const kStackLength = at('kStackLength');
const kExecutionAsyncId = at('kExecutionAsyncId');
const kTriggerAsyncId = at('kTriggerAsyncId');
const kAsyncIdCounter = at('kAsyncIdCounter');
const kDefaultTriggerAsyncId = at('kDefaultTriggerAsyncId');
const kInit = at('kInit');
const kBefore = at('kBefore');
const kAfter = at('kAfter');

/** Ids that fit the shared array; deeper stacks spill, as in Node's `AsyncHooks`. */
const SHARED_DEPTH = 16;

export const asyncHookFields = new Uint32Array(9);
export const asyncIdFields = new Float64Array(4);
export const asyncIdsStack = new Float64Array(SHARED_DEPTH * 2);
export const executionAsyncResources: unknown[] = [];

asyncIdFields[kAsyncIdCounter] = 1;
asyncIdFields[kDefaultTriggerAsyncId] = -1;
asyncHookFields[at('kCheck')] = 1;

export interface NativeHooks {
  init: Fn;
  before: Fn;
  after: Fn;
  destroy: Fn;
}
let hooks: NativeHooks | undefined;
export const setNativeHooks = (value: NativeHooks): void => {
  hooks = value;
};

export const newAsyncId = (): number => ++asyncIdFields[kAsyncIdCounter]!;

/** The trigger of a resource created now: the default one if set, else the current execution. */
export const currentTrigger = (): number => {
  const trigger = asyncIdFields[kDefaultTriggerAsyncId]!;
  return trigger >= 0 ? trigger : asyncIdFields[kExecutionAsyncId]!;
};

export const emitInit = (id: number, type: string, trigger: number, resource: object): void => {
  if (hooks && asyncHookFields[kInit]! > 0) hooks.init(id, type, trigger, resource);
};
export const emitBefore = (id: number): void => {
  if (hooks && asyncHookFields[kBefore]! > 0) hooks.before(id);
};
export const emitAfter = (id: number): void => {
  if (hooks && asyncHookFields[kAfter]! > 0) hooks.after(id);
};
export const emitDestroy = (id: number): void => hooks?.destroy?.(id);

const spilled: [number, number][] = [];

export function pushAsyncContext(id: number, trigger: number, resource: unknown): void {
  const depth = asyncHookFields[kStackLength]!;
  const execution = asyncIdFields[kExecutionAsyncId]!;
  const outerTrigger = asyncIdFields[kTriggerAsyncId]!;
  if (depth < SHARED_DEPTH) {
    asyncIdsStack[depth * 2] = execution;
    asyncIdsStack[depth * 2 + 1] = outerTrigger;
  } else {
    spilled[depth] = [execution, outerTrigger];
  }
  executionAsyncResources[depth] = resource;
  asyncHookFields[kStackLength] = depth + 1;
  asyncIdFields[kExecutionAsyncId] = id;
  asyncIdFields[kTriggerAsyncId] = trigger;
}

/** Returns whether contexts remain on the stack. */
export function popAsyncContext(_id: number): boolean {
  const length = asyncHookFields[kStackLength]!;
  if (length === 0) return false;
  const depth = length - 1;
  const [execution, trigger] =
    depth < SHARED_DEPTH
      ? [asyncIdsStack[depth * 2]!, asyncIdsStack[depth * 2 + 1]!]
      : spilled[depth]!;
  asyncHookFields[kStackLength] = depth;
  executionAsyncResources.length = depth;
  asyncIdFields[kExecutionAsyncId] = execution;
  asyncIdFields[kTriggerAsyncId] = trigger;
  return depth > 0;
}

export function clearAsyncIdStack(): void {
  asyncHookFields[kStackLength] = 0;
  executionAsyncResources.length = 0;
  asyncIdFields[kExecutionAsyncId] = 0;
  asyncIdFields[kTriggerAsyncId] = 0;
}
