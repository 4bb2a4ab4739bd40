/**
 * A `vm` context. A worker has one realm, so a context is a scope: a `with` over a proxy in which
 * names resolve to what scripts of the context have declared, then to the contextified object, then
 * to JavaScript's own globals; those of Node and of the worker are not seen. The intrinsics are those
 * of the process: `[] instanceof Array` holds across contexts, unlike in Node.
 */
import { browser } from '../core/browser.ts';
import type { Any } from '../core/node-data.ts';
import type { ScriptNames } from '../modules/script-names.ts';

/** What V8 puts into a context without Node. */
const INTRINSICS = new Set(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array
  Boolean DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array
  Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map
  Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set
  SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array
  Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly console decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape eval isFinite isNaN parseFloat parseInt
  undefined unescape`.split(/\s+/),
);

/** Names of the functions that run code; no program has them. */
const CODE = '__nodeContextCode';
const LINK = '__nodeContextLink';
const IMPORT = '__nodeContextImport';

/** How `import()` is called in code that a context runs. */
export const contextImport = IMPORT;

/** A binding inside evaluated code, as two closures over it. */
type Reference = [read: () => unknown, write: (value: unknown) => void];
type References = Record<string, Reference>;
type ImportDynamically = (specifier: unknown, options?: unknown) => Promise<unknown>;

export interface ContextCode {
  /** The text to evaluate, `import()` rewritten to calls of `contextImport`. */
  text: string;
  names: ScriptNames | undefined;
  importDynamically: ImportDynamically;
}

// Captured: the program may not see these proxies as its own.
const NativeProxy = browser.Proxy;

export class VmContext {
  /** What code of the context has as `this` and `globalThis`. */
  readonly global: object;
  readonly #object: object;
  readonly #scope: object;
  /** `let`, `const` and `class` of scripts, which later scripts see. */
  readonly #lexicals = new Map<PropertyKey, Reference>();
  #unseen: Set<string> | undefined;
  /** Whether the script that runs is strict: what it assigns in vain throws. */
  #isStrict = false;
  readonly #vars = new Set<PropertyKey>();
  readonly #assigned = new Set<PropertyKey>();

  /** @param object The contextified object; none for a context whose global object is its own. */
  constructor(object: object | undefined) {
    this.#object = object ?? {};
    this.global = this.#makeGlobal();
    this.#scope = this.#makeScope();
  }

  /** Runs a script. @returns Its completion value. */
  run({ text, names, importDynamically }: ContextCode): unknown {
    this.#declare(names);
    this.#isStrict = names?.isStrict ?? false;
    const references: References = {};
    const link = (added: References): void => {
      Object.assign(references, added);
      // Sloppy code's functions lie outside of the `with`: the context must not hide them now.
      this.#unseen = new Set(names?.functions);
      for (const name of this.#unseen) this.#copy(name, added);
      this.#unseen = undefined;
      for (const name of names?.lexicals ?? []) this.#lexicals.set(name, added[name]!);
    };
    const code = names ? text.slice(0, names.head) + linking(names) + text.slice(names.head) : text;
    try {
      return this.#evaluate(code, link, importDynamically);
    } finally {
      // Strict code has variables of its own, and Node's are the context's.
      if (names?.isStrict) for (const name of names.vars) this.#copy(name, references);
    }
  }

  /** Evaluates an expression, such as a function's, that declares nothing. */
  evaluate(expression: string, importDynamically: ImportDynamically): unknown {
    return this.#evaluate(expression, () => {}, importDynamically);
  }

  #evaluate(
    code: string,
    link: (references: References) => void,
    importDynamically: ImportDynamically,
  ): unknown {
    const run = new browser.global.Function(
      'scope',
      CODE,
      LINK,
      IMPORT,
      `with (scope) { return eval(${CODE}); }`,
    );
    return run.call(this.global, this.#scope, code, link, importDynamically);
  }

  #declare(names: ScriptNames | undefined): void {
    if (!names) return;
    for (const name of [...names.lexicals, ...names.functions, ...names.vars]) {
      const isTwice =
        this.#lexicals.has(name) || (names.lexicals.includes(name) && this.#vars.has(name));
      if (isTwice) throw new SyntaxError(`Identifier '${name}' has already been declared`);
    }
    for (const name of [...names.functions, ...names.vars]) {
      this.#vars.add(name);
      if (!(name in this.#object)) Reflect.set(this.#object, name, undefined);
    }
    if (!names.isStrict) for (const name of names.assigned) this.#assigned.add(name);
  }

  #copy(name: string, references: References): void {
    const reference = references[name];
    if (reference) Reflect.set(this.#object, name, reference[0]());
  }

  #makeGlobal(): object {
    return new NativeProxy(this.#object, {
      has: (object, key) => key in object || isIntrinsic(key),
      get: (object, key) =>
        key in object || !isIntrinsic(key) ? this.#read(key) : this.#intrinsic(key),
      set: (object, key, value) => Reflect.set(object, key, value),
    });
  }

  #makeScope(): object {
    const object = this.#object;
    return new NativeProxy(Object.create(null) as object, {
      has: (_, key) =>
        typeof key === 'string' &&
        // The engine's own names, which rewritten code calls.
        !key.startsWith('__node') &&
        !this.#unseen?.has(key) &&
        (this.#lexicals.has(key) ||
          key in object ||
          isIntrinsic(key) ||
          this.#assigned.has(key) ||
          // Without this, names that are nowhere else would resolve to the process's globals.
          key in browser.global ||
          key === 'scope' ||
          key === 'arguments'),
      get: (_, key) => {
        if (key === Symbol.unscopables) return undefined;
        const lexical = this.#lexicals.get(key);
        if (lexical) return lexical[0]();
        if (key in object) return this.#read(key);
        return isIntrinsic(key) ? this.#intrinsic(key) : undefined;
      },
      set: (_, key, value) => {
        const lexical = this.#lexicals.get(key);
        if (lexical) {
          lexical[1](value);
          return true;
        }
        const isSet = Reflect.set(object, key, value);
        if (!isSet && this.#isStrict) {
          throw new TypeError(
            `Cannot assign to read only property '${String(key)}' of object '#<Object>'`,
          );
        }
        return isSet;
      },
      deleteProperty: (_, key) =>
        !this.#lexicals.has(key) && !this.#vars.has(key) && Reflect.deleteProperty(object, key),
    });
  }

  /** Code of the context sees its global object in place of the one that the program has given. */
  #read(key: PropertyKey): unknown {
    const value: unknown = Reflect.get(this.#object, key);
    return value === this.#object ? this.global : value;
  }

  #intrinsic(key: PropertyKey): unknown {
    return key === 'globalThis' ? this.global : (browser.global as Any)[key];
  }
}

const isIntrinsic = (key: PropertyKey): boolean =>
  key === 'globalThis' || INTRINSICS.has(key as string);

/** A statement that hands out the script's bindings before anything runs. */
function linking({ isStrict, vars, functions, lexicals }: ScriptNames): string {
  const names = new Set([...functions, ...lexicals, ...(isStrict ? vars : [])]);
  if (names.size === 0) return '';
  const references = [...names].map((name) => `${name}:[()=>${name},(v)=>{${name}=v}]`);
  return `;void ${LINK}({${references.join()}});`;
}

const contexts = new WeakMap<object, VmContext>();
let made = 0;
/** How many contexts there have been. */
export const contextCount = (): number => made;
export const contextOf = (object: object): VmContext | undefined => contexts.get(object);

/** @returns What stands for the context in the program: the object, or a new global object. */
export function makeContext(object: object | undefined): object {
  made++;
  const context = new VmContext(object);
  const key = object ?? context.global;
  contexts.set(key, context);
  return key;
}
