/**
 * V8's stack API where the browser lacks it. `depd`, which Express uses, needs call sites; Node's own
 * errors need `Error.captureStackTrace` and `Error.stackTraceLimit`.
 */
import { browser } from './browser.ts';
import type { Any, Fn } from './node-data.ts';
import { mapFrame } from './source-positions.ts';

const nativeStack = Object.getOwnPropertyDescriptor(browser.Error.prototype, 'stack');

// Without making an error to look at: with developer tools attached V8 compiles all functions on the
// stack again for their positions, here the whole script, 100 ms. SpiderMonkey has `stack` on the
// prototype; JavaScriptCore looks like V8 but for its name.
const isV8 = !nativeStack && /Chrom(e|ium)\//.test(browser.userAgent);

class CallSite {
  readonly #functionName: string;
  readonly #file: string;
  readonly #line: number;
  readonly #column: number;
  constructor(functionName: string, file: string, line: number, column: number) {
    this.#functionName = functionName;
    this.#file = file;
    this.#line = line;
    this.#column = column;
  }
  getThis = (): undefined => undefined;
  getTypeName = (): string => 'Object';
  getFunction = (): undefined => undefined;
  getFunctionName = (): string | null => this.#functionName || null;
  getMethodName = (): null => null;
  getFileName = (): string => this.#file;
  getScriptNameOrSourceURL = (): string => this.#file;
  getScriptHash = (): string => '';
  getLineNumber = (): number => this.#line;
  getColumnNumber = (): number => this.#column;
  getEvalOrigin = (): undefined => undefined;
  isToplevel = (): boolean => true;
  isEval = (): boolean => false;
  isNative = (): boolean => false;
  isConstructor = (): boolean => false;
  isAsync = (): boolean => false;
  isPromiseAll = (): boolean => false;
  getPromiseIndex = (): null => null;
  toString(): string {
    const location = `${this.#file}:${this.#line}:${this.#column}`;
    return this.#functionName ? `${this.#functionName} (${location})` : location;
  }
}

/** `name@file:line:column`, as SpiderMonkey and JavaScriptCore write a frame. */
const FRAME = /^(.*?)@(.*?)(?: line \d+ > \w+)?:(\d+):(\d+)$/;

export const parseFrames = (stack: string): CallSite[] =>
  stack.split('\n').flatMap((line) => {
    const match = FRAME.exec(line);
    if (!match) return [];
    const name = match[1]!.replace(/.*[/<]/, '').replaceAll('*', '');
    return new CallSite(name, match[2]!, Number(match[3]), Number(match[4]));
  });

/** Of errors whose own `stack` `takeOwnStack` took away. */
const takenStacks = new WeakMap<object, string>();

/** The stack as the browser itself writes it, whatever `installStackApi` has put over it. */
const rawStack = (error: object): string => {
  const own: unknown = nativeStack?.get
    ? Reflect.apply(nativeStack.get, error, [])
    : (takenStacks.get(error) ?? Object.getOwnPropertyDescriptor(error, 'stack')?.value);
  return typeof own === 'string' ? own : '';
};

let defaultPrepare: unknown;
/**
 * Puts readable positions into stacks, after Node's bootstrap has set `Error.prepareStackTrace`; and
 * remembers the result, to tell it from one that the program sets.
 */
export function readableStacks(): void {
  const E = browser.Error as Any;
  const nodePrepare = E.prepareStackTrace as Fn;
  defaultPrepare = function prepareStackTrace(error: unknown, sites: Any[]): unknown {
    const frames = sites.flatMap((site) => mapFrame(String(site)) ?? []);
    return nodePrepare.call(E, error, frames);
  };
  Object.defineProperty(E, 'prepareStackTrace', {
    value: defaultPrepare,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/** Call sites of the caller, nearest first. */
export function callSites(count: number): Any[] {
  const E = browser.Error as Any;
  if (!isV8) return parseFrames(rawStack(new E(''))).slice(1, count + 1);
  const { prepareStackTrace, stackTraceLimit } = E;
  E.stackTraceLimit = count + 1;
  E.prepareStackTrace = (_error: unknown, sites: unknown) => sites;
  const sites = new E('').stack as Any;
  E.prepareStackTrace = prepareStackTrace;
  E.stackTraceLimit = stackTraceLimit;
  return Array.isArray(sites) ? sites.slice(1) : [];
}

function stackOfProbe(this: unknown): unknown {
  return new browser.Error('').stack;
}

/**
 * What V8 calls the object, which knows also of those without a prototype who made them: it tells the
 * type of a frame's `this`. Other browsers do not tell.
 */
export function receiverName(object: object): string | undefined {
  if (!isV8) return undefined;
  const E = browser.Error as Any;
  const { prepareStackTrace, stackTraceLimit } = E;
  E.stackTraceLimit = 1;
  E.prepareStackTrace = (_error: unknown, sites: Any[]) => sites[0]?.getTypeName() as unknown;
  const name = stackOfProbe.call(object);
  E.prepareStackTrace = prepareStackTrace;
  E.stackTraceLimit = stackTraceLimit;
  return typeof name === 'string' ? name : undefined;
}

const header = (error: unknown): string => {
  try {
    return browser.Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
};

/** JavaScriptCore gives each error a `stack` of its own, which would hide the one of the prototype. */
function takeOwnStack<T extends object>(error: T): T {
  const stack: unknown = Object.getOwnPropertyDescriptor(error, 'stack')?.value;
  // What the program has set stays.
  if (typeof stack === 'string' && parseFrames(stack).length > 0) {
    takenStacks.set(error, stack);
    delete (error as { stack?: string }).stack;
  }
  return error;
}

/** Gives an error that the browser threw, in JavaScriptCore, its stack in V8's form. */
export function adoptStack(error: unknown): void {
  if (!isV8 && !nativeStack && error instanceof browser.Error) takeOwnStack(error);
}

/**
 * Puts constructors over those of errors that take the own `stack` away. Errors which the browser itself
 * throws keep it: no script sees them made.
 */
function wrapErrors(): void {
  const scope = globalThis as unknown as Record<string, Fn>;
  const wrapped = new Map<object, Fn>();
  for (const name of [
    ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError'],
    ...['TypeError', 'URIError'],
  ]) {
    const native = scope[name]!;
    const constructor: Fn = new Proxy(native, {
      construct: (target, args, newTarget: Fn) =>
        takeOwnStack(
          Reflect.construct(target, args, newTarget === constructor ? target : newTarget) as object,
        ),
      apply: (target, self, args) => takeOwnStack(Reflect.apply(target, self, args) as object),
    });
    wrapped.set(native, constructor);
    Object.defineProperty(native.prototype, 'constructor', { value: constructor });
    Object.defineProperty(scope, name, { value: constructor });
  }
  for (const native of wrapped.keys()) {
    const parent = wrapped.get(Object.getPrototypeOf(native) as object);
    if (parent) Object.setPrototypeOf(native, parent);
  }
}

/** Gives `Error` V8's API; does nothing on V8. */
export function installStackApi(): void {
  const E = browser.Error as Any;
  if (isV8) return;
  const text = (error: unknown, sites: CallSite[]): string => {
    const frames = sites.flatMap((site) => mapFrame(site.toString()) ?? []);
    const shown = frames.slice(0, E.stackTraceLimit ?? 10);
    return header(error) + shown.map((frame) => `\n    at ${frame}`).join('');
  };
  E.captureStackTrace = function captureStackTrace(object: object, above?: Fn) {
    let sites = parseFrames(rawStack(new E())).slice(1);
    if (above?.name) {
      const index = sites.findIndex((site) => {
        const name = site.getFunctionName();
        return name === above.name || name?.endsWith(`.${above.name}`);
      });
      if (index >= 0) sites = sites.slice(index + 1);
    }
    const prepare = E.prepareStackTrace as unknown;
    const own = typeof prepare === 'function' && prepare !== defaultPrepare;
    Object.defineProperty(object, 'stack', {
      value: own ? (prepare as Fn)(object, sites.slice(0, E.stackTraceLimit)) : text(object, sites),
      writable: true,
      configurable: true,
      enumerable: false,
    });
  };
  Object.defineProperty(E.prototype, 'stack', {
    configurable: true,
    enumerable: false,
    get(this: object) {
      const raw = rawStack(this);
      return raw === '' ? undefined : text(this, parseFrames(raw));
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, 'stack', {
        value,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    },
  });
  E.stackTraceLimit ??= 10;
  if (!nativeStack) wrapErrors();
}
