/** `util.types`: brand checks by what only the branded object allows, never by `toString` tags alone. */
import { browser } from '../core/browser.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { isModuleNamespace } from '../modules/module-graph.ts';
import { isRegisteredProxy } from '../core/proxies.ts';

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const getter = (constructor: Any, key: PropertyKey): (() => unknown) =>
  Object.getOwnPropertyDescriptor(constructor.prototype, key)!.get!;

/**
 * Whether `operation` accepts the value as `this`. To refuse it, it throws, which costs microseconds, and
 * twice as many with a stack: so what cannot be branded is not asked.
 */
const accepts =
  (operation: (this: never) => unknown) =>
  (value: unknown): boolean => {
    if (!isObject(value) || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
    if (isRegisteredProxy(value)) return false;
    const { Error } = browser;
    const { stackTraceLimit } = Error;
    const hasLimit = typeof stackTraceLimit === 'number';
    // Unlike an assignment, this does not throw where a program has frozen it.
    if (hasLimit) Reflect.set(Error, 'stackTraceLimit', 0);
    try {
      operation.call(value as never);
      return true;
    } catch {
      return false;
    } finally {
      if (hasLimit) Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
    }
  };

/** The same for what `toString` tells by its slots, unless the object brings a tag of its own. */
const acceptsTagged = (tag: string, operation: (this: never) => unknown) => {
  const isBranded = accepts(operation);
  return (value: unknown): boolean => {
    if (!isObject(value) || isRegisteredProxy(value)) return false;
    return Symbol.toStringTag in value ? isBranded(value) : tagOf(value) === `[object ${tag}]`;
  };
};

/** `undefined` for all that is no typed array: https://tc39.es/ecma262/#sec-get-%typedarray%.prototype-@@tostringtag */
const typedArrayTag = getter(Object.getPrototypeOf(Uint8Array), Symbol.toStringTag) as (
  this: unknown,
) => string | undefined;

/** By its class, for want of anything else that tells. */
const hasPrototype = (prototype: object) => (value: unknown) =>
  isObject(value) && !isRegisteredProxy(value) && Object.getPrototypeOf(value) === prototype;

const mapIteratorPrototype = Object.getPrototypeOf(new Map().entries()) as object;
const setIteratorPrototype = Object.getPrototypeOf(new Set().values()) as object;
const { SharedArrayBuffer } = browser;

const isSharedArrayBuffer = accepts(getter(SharedArrayBuffer, 'byteLength'));
const acceptsArrayBuffer = accepts(getter(ArrayBuffer, 'byteLength'));
/** What stands in for a shared one is an ArrayBuffer below. */
const isArrayBuffer = (value: unknown): boolean =>
  acceptsArrayBuffer(value) && !isSharedArrayBuffer(value);
const isNumberObject = acceptsTagged('Number', Number.prototype.valueOf);
const isStringObject = acceptsTagged('String', String.prototype.valueOf);
const isBooleanObject = acceptsTagged('Boolean', Boolean.prototype.valueOf);
const isBigIntObject = accepts(BigInt.prototype.valueOf);
const isSymbolObject = accepts(Symbol.prototype.valueOf);
const acceptsRegExp = acceptsTagged('RegExp', getter(RegExp, 'source'));
const functionTag = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'function' && !isRegisteredProxy(value) && pattern.test(tagOf(value));

export const typeChecks: Record<string, (value: Any) => boolean> = {
  isExternal: () => false,
  isDate: acceptsTagged('Date', Date.prototype.getTime),
  isArgumentsObject: (value) =>
    isObject(value) &&
    !isRegisteredProxy(value) &&
    tagOf(value) === '[object Arguments]' &&
    !(Symbol.toStringTag in value),
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
  isBoxedPrimitive: (value) =>
    isNumberObject(value) ||
    isStringObject(value) ||
    isBooleanObject(value) ||
    isBigIntObject(value) ||
    isSymbolObject(value),
  isNativeError(value) {
    const { isError } = browser.Error as { isError?: (value: unknown) => boolean };
    if (isError) return isError(value);
    return isObject(value) && (tagOf(value) === '[object Error]' || value instanceof browser.Error);
  },
  isRegExp: (value) => value !== RegExp.prototype && acceptsRegExp(value),
  isAsyncFunction: functionTag(/^\[object Async(Generator)?Function\]$/),
  isGeneratorFunction: functionTag(/^\[object (Async)?GeneratorFunction\]$/),
  isGeneratorObject: (value) =>
    isObject(value) &&
    !isRegisteredProxy(value) &&
    /^\[object (Async)?Generator\]$/.test(tagOf(value)),
  isPromise: (value) =>
    isObject(value) && value instanceof browser.Promise && !isRegisteredProxy(value),
  isMap: accepts(getter(Map, 'size')),
  isSet: accepts(getter(Set, 'size')),
  isMapIterator: hasPrototype(mapIteratorPrototype),
  isSetIterator: hasPrototype(setIteratorPrototype),
  isWeakMap: accepts(function (this: WeakMap<object, unknown>) {
    WeakMap.prototype.has.call(this, {});
  }),
  isWeakSet: accepts(function (this: WeakSet<object>) {
    WeakSet.prototype.has.call(this, {});
  }),
  isArrayBuffer,
  isDataView: (value) => ArrayBuffer.isView(value) && typedArrayTag.call(value) === undefined,
  isSharedArrayBuffer,
  isProxy: (value) =>
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    isRegisteredProxy(value),
  isModuleNamespaceObject: (value) => isObject(value) && isModuleNamespace(value),
  isAnyArrayBuffer: (value) => acceptsArrayBuffer(value) || isSharedArrayBuffer(value),
  isEventTarget: () => false,
  isArrayBufferView: ArrayBuffer.isView,
  isTypedArray: (value) => typedArrayTag.call(value) !== undefined,
  isUint8Array: (value) => typedArrayTag.call(value) === 'Uint8Array',
};

export function types(stub: Binding): Binding {
  for (const [name, check] of Object.entries(typeChecks)) if (name in stub) stub[name] = check;
  return stub;
}
