/**
 * How objects of native classes travel in messages. Their state must be something that the browser's
 * structured clone takes: in another thread the object is made again from it.
 */
import type { Any } from './node-data.ts';
import { runtime } from './runtime.ts';

interface NativeClass {
  /** `binding:Class`, so that another thread can load the binding which registers it. */
  type: string;
  mode: 'clone' | 'transfer';
  take(object: Any): unknown;
}

/** State of a native object on its way. */
export interface NativeState {
  type: string;
  data: unknown;
  /** The object that was sent, as long as it stays in its thread: its copy may share things with it. */
  original?: object | undefined;
}

const classes = new Map<object, NativeClass>();
const revivers = new Map<string, (data: Any, original?: Any) => object>();

/** Objects of the class are copied into messages. `type` is `binding:Class`. */
export function registerCloneable<T extends object, D>(
  constructor: abstract new (...args: never[]) => T,
  type: string,
  clone: (object: T) => D,
  revive: (data: D, original?: T) => object,
): void {
  classes.set(constructor.prototype as object, { type, mode: 'clone', take: clone });
  revivers.set(type, revive);
}

/** Objects of the class must be in the transfer list; `transfer` takes their state away. */
export function registerTransferable<T extends object, D>(
  constructor: abstract new (...args: never[]) => T,
  type: string,
  transfer: (object: T) => D,
  revive: (data: D) => object,
): void {
  classes.set(constructor.prototype as object, { type, mode: 'transfer', take: transfer });
  revivers.set(type, revive);
}

/** How a class is made again that is registered only when it is first used. */
export function registerReviver<D>(type: string, revive: (data: D) => object): void {
  revivers.set(type, revive);
}

export function nativeClassOf(object: object): NativeClass | undefined {
  return classes.get(Object.getPrototypeOf(object) as object);
}

/** @throws Error for a class that nothing has registered. */
export function reviveNative({ type, data, original }: NativeState): object {
  if (!revivers.has(type)) runtime.internalBinding(type.split(':')[0]!);
  const revive = revivers.get(type);
  if (!revive) throw new Error(`Unknown native class ${type}`);
  return revive(data, original);
}
