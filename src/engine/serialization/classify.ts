/** Which of the specification's serializable kinds an object is, by its internal slots. */

export type Kind =
  | 'array'
  | 'arrayBuffer'
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'error'
  | 'map'
  | 'number'
  | 'plain'
  | 'regexp'
  | 'set'
  | 'sharedArrayBuffer'
  | 'string'
  | 'uncloneable'
  | 'view'
  | 'wasmMemory'
  | 'wasmModule';

type Check = (value: object) => boolean;

/** Whether `operation` accepts the object as `this`: the object has the slot that it reads. */
const accepts =
  (operation: ((this: never, ...args: never[]) => unknown) | undefined): Check =>
  (value) => {
    if (!operation) return false;
    try {
      operation.call(value as never);
      return true;
    } catch {
      return false;
    }
  };
const getter = (prototype: object, key: string): (() => unknown) | undefined =>
  Object.getOwnPropertyDescriptor(prototype, key)?.get;

const toTag = Object.prototype.toString;
const nativeIsError = (Error as { isError?: Check }).isError;
const isError: Check = (value) =>
  nativeIsError ? nativeIsError(value) : toTag.call(value) === '[object Error]';

const yes: Check = () => true;
const shared = (globalThis as { SharedArrayBuffer?: SharedArrayBufferConstructor })
  .SharedArrayBuffer;

/** Prototypes whose objects may have slots. An object without any of them in its chain is plain. */
const byPrototype = new Map<object, [Kind, Check]>([
  [Date.prototype, ['date', accepts(Date.prototype.getTime)]],
  [RegExp.prototype, ['regexp', (v) => v !== RegExp.prototype && hasRegExpSlots(v)]],
  [Map.prototype, ['map', accepts(getter(Map.prototype, 'size'))]],
  [Set.prototype, ['set', accepts(getter(Set.prototype, 'size'))]],
  [ArrayBuffer.prototype, ['arrayBuffer', accepts(getter(ArrayBuffer.prototype, 'byteLength'))]],
  [Boolean.prototype, ['boolean', accepts(Boolean.prototype.valueOf)]],
  [Number.prototype, ['number', accepts(Number.prototype.valueOf)]],
  [String.prototype, ['string', accepts(String.prototype.valueOf)]],
  [BigInt.prototype, ['bigint', accepts(BigInt.prototype.valueOf)]],
  [Error.prototype, ['error', isError]],
  [Symbol.prototype, ['uncloneable', accepts(Symbol.prototype.valueOf)]],
  [Promise.prototype, ['uncloneable', (v) => v !== Promise.prototype]],
  [WeakMap.prototype, ['uncloneable', accepts(WeakMap.prototype.has as () => unknown)]],
  [WeakSet.prototype, ['uncloneable', accepts(WeakSet.prototype.has as () => unknown)]],
  [WeakRef.prototype, ['uncloneable', accepts(WeakRef.prototype.deref)]],
]);
const hasRegExpSlots = accepts(getter(RegExp.prototype, 'source'));
if (shared) byPrototype.set(shared.prototype, ['sharedArrayBuffer', yes]);
for (const iterator of [
  [][Symbol.iterator](),
  new Map().entries(),
  new Set().values(),
  ''[Symbol.iterator](),
  (function* () {})(),
]) {
  byPrototype.set(Object.getPrototypeOf(iterator) as object, ['uncloneable', yes]);
}
const generatorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf((function* () {})()) as object,
) as object;
byPrototype.set(generatorPrototype, ['uncloneable', yes]);
if (typeof WebAssembly === 'object') {
  byPrototype.set(WebAssembly.Module.prototype, ['wasmModule', yes]);
  byPrototype.set(WebAssembly.Memory.prototype, ['wasmMemory', yes]);
  byPrototype.set(WebAssembly.Instance.prototype, ['uncloneable', yes]);
}

const isArguments: Check = (value) =>
  toTag.call(value) === '[object Arguments]' && !(Symbol.toStringTag in value);

export function classify(value: object): Kind {
  if (Array.isArray(value)) return 'array';
  if (ArrayBuffer.isView(value)) return 'view';
  const first = Object.getPrototypeOf(value) as object | null;
  let prototype = first;
  while (prototype !== null && prototype !== Object.prototype) {
    const known = byPrototype.get(prototype);
    if (known) return known[1](value) ? known[0] : 'plain';
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  // Node's `SafeMap` and the like: a class whose prototype inherits from nothing.
  if (prototype === null && first !== null) {
    for (const [kind, check] of byPrototype.values()) {
      if (check !== yes && kind !== 'uncloneable' && check(value)) return kind;
    }
  }
  return isArguments(value) ? 'uncloneable' : 'plain';
}
