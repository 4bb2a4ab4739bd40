/** `util.types`: brand checks by what only the branded object allows, never by `toString` tags alone. */
import { browser } from '../core/browser.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { isModuleNamespace } from '../modules/module-graph.ts';
import { isRegisteredProxy } from '../core/proxies.ts';

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const getter = (constructor: Any, key: string): (() => unknown) =>
  Object.getOwnPropertyDescriptor(constructor.prototype, key)!.get!;

/** Whether `operation` accepts the value as `this`. */
const accepts =
  (operation: (this: never) => unknown) =>
  (value: unknown): boolean => {
    if (!isObject(value)) return false;
    try {
      operation.call(value as never);
      return true;
    } catch {
      return false;
    }
  };

const mapIteratorPrototype = Object.getPrototypeOf(new Map().entries()) as object;
const setIteratorPrototype = Object.getPrototypeOf(new Set().values()) as object;
const { SharedArrayBuffer } = browser;

const isSharedArrayBuffer = accepts(getter(SharedArrayBuffer, 'byteLength'));
const acceptsArrayBuffer = accepts(getter(ArrayBuffer, 'byteLength'));
/** What stands in for a shared one is an ArrayBuffer below. */
const isArrayBuffer = (value: unknown): boolean =>
  acceptsArrayBuffer(value) && !isSharedArrayBuffer(value);
const isNumberObject = accepts(Number.prototype.valueOf);
const isStringObject = accepts(String.prototype.valueOf);
const isBooleanObject = accepts(Boolean.prototype.valueOf);
const isBigIntObject = accepts(BigInt.prototype.valueOf);
const isSymbolObject = accepts(Symbol.prototype.valueOf);
const acceptsRegExp = accepts(getter(RegExp, 'source'));
const functionTag = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'function' && pattern.test(tagOf(value));

export const typeChecks: Record<string, (value: Any) => boolean> = {
  isExternal: () => false,
  isDate: accepts(Date.prototype.getTime),
  isArgumentsObject: (value) =>
    isObject(value) && tagOf(value) === '[object Arguments]' && !(Symbol.toStringTag in value),
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
  isGeneratorObject: (value) => /^\[object (Async)?Generator\]$/.test(tagOf(value)),
  isPromise: (value) =>
    isObject(value) && value instanceof browser.Promise && !isRegisteredProxy(value),
  isMap: accepts(getter(Map, 'size')),
  isSet: accepts(getter(Set, 'size')),
  isMapIterator: (value) =>
    isObject(value) && Object.getPrototypeOf(value) === mapIteratorPrototype,
  isSetIterator: (value) =>
    isObject(value) && Object.getPrototypeOf(value) === setIteratorPrototype,
  isWeakMap: accepts(function (this: WeakMap<object, unknown>) {
    WeakMap.prototype.has.call(this, {});
  }),
  isWeakSet: accepts(function (this: WeakSet<object>) {
    WeakSet.prototype.has.call(this, {});
  }),
  isArrayBuffer,
  isDataView: (value) => ArrayBuffer.isView(value) && value instanceof DataView,
  isSharedArrayBuffer,
  isProxy: (value) =>
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    isRegisteredProxy(value),
  isModuleNamespaceObject: (value) => isObject(value) && isModuleNamespace(value),
  isAnyArrayBuffer: (value) => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isEventTarget: () => false,
  isArrayBufferView: ArrayBuffer.isView,
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value) => value instanceof Uint8Array,
};

export function types(stub: Binding): Binding {
  for (const [name, check] of Object.entries(typeChecks)) if (name in stub) stub[name] = check;
  return stub;
}
