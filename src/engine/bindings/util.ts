import { browser } from '../core/browser.ts';
import { privateSymbols } from '../core/async-wrap.ts';
import { nodeData, type Any, type Binding, type Fn } from '../core/node-data.ts';
import { promiseDetails } from '../core/promise-states.ts';
import { proxyDetails } from '../core/proxies.ts';
import { runtime } from '../core/runtime.ts';
import { stdioTarget } from '../net/stdio.ts';
import { mapPosition } from '../core/source-positions.ts';
import { callSites, receiverName } from '../core/stack.ts';
import { typeChecks } from './types.ts';
import { parseEnv } from './util/parse-env.ts';
import { previewEntries } from './util/preview-entries.ts';

/**
 * V8's private symbols: invisible to reflection and to proxies. Accessors on `Object.prototype` over
 * weak maps come close: they are never own properties, so no copy or listing sees them.
 */
function definePrivateSymbols(): Record<string, symbol> {
  for (const [name, { value }] of Object.entries(nodeData.shapes.util!.privateSymbols) as Any[]) {
    const symbol = Symbol(value);
    const values = new WeakMap<object, unknown>();
    Object.defineProperty(Object.prototype, symbol, {
      configurable: false,
      enumerable: false,
      get(this: unknown) {
        return (typeof this === 'object' || typeof this === 'function') && this !== null
          ? values.get(this)
          : undefined;
      },
      set(this: object, stored: unknown) {
        values.set(this, stored);
      },
    });
    privateSymbols[name] = symbol;
  }
  return privateSymbols;
}

const ARRAY_INDEX = /^(0|[1-9]\d{0,9})$/;
const ONLY_ENUMERABLE = 2;
const SKIP_STRINGS = 8;
const SKIP_SYMBOLS = 16;

/**
 * Elements from which on only symbols are looked for. A page has no way to list the other keys without
 * a string for each index: for the bytes of a file that is gigabytes, and minutes.
 */
const TOO_MANY_ELEMENTS = 2 ** 16;

function getOwnNonIndexProperties(object: object, filter: number): (string | symbol)[] {
  const large = ArrayBuffer.isView(object) && object.byteLength > TOO_MANY_ELEMENTS;
  const keys = large ? Object.getOwnPropertySymbols(object) : Reflect.ownKeys(object);
  return keys.filter((key) => {
    if (typeof key === 'string') {
      if (filter & SKIP_STRINGS) return false;
      if (ARRAY_INDEX.test(key) && Number(key) < 2 ** 32 - 1) return false;
    } else if (filter & SKIP_SYMBOLS) return false;
    if (!(filter & ONLY_ENUMERABLE)) return true;
    return Object.getOwnPropertyDescriptor(object, key)?.enumerable === true;
  });
}

function getConstructorName(object: object): string {
  for (let o: object | null = object; o; o = Object.getPrototypeOf(o) as object | null) {
    const constructor = Object.getOwnPropertyDescriptor(o, 'constructor')?.value as unknown;
    if (typeof constructor === 'function' && constructor.name) return constructor.name;
  }
  return receiverName(object) ?? 'Object';
}

/** Defines properties that load a builtin when they are first read. */
function defineLazyProperties(target: object, id: string, keys: string[], enumerable = true): void {
  for (const key of keys) {
    const settle = (value: unknown): void => {
      Object.defineProperty(target, key, {
        value,
        writable: true,
        enumerable,
        configurable: true,
      });
    };
    const accessors = {
      get [key]() {
        const value = runtime.require(id)[key] as unknown;
        settle(value);
        return value;
      },
      set [key](value: unknown) {
        settle(value);
      },
    };
    const { get, set } = Object.getOwnPropertyDescriptor(accessors, key)!;
    Object.defineProperty(get!, 'name', { value: key });
    Object.defineProperty(target, key, { enumerable, configurable: true, get: get!, set: set! });
  }
}

const HANDLE_TYPES = ['TCP', 'TTY', 'UDP', 'FILE', 'PIPE', 'UNKNOWN', 'INVALID'];

/** What kind of thing a descriptor is. */
function guessHandleType(fd: number): number {
  const target = stdioTarget(fd);
  let type = 'FILE';
  if (target?.type === 'link') type = 'PIPE';
  // Output that the page reads is written like a file: nobody has to wait for the page.
  else if (target?.type === 'host') type = runtime.terminal ? 'TTY' : fd === 0 ? 'PIPE' : 'FILE';
  return HANDLE_TYPES.indexOf(type);
}

class WeakReference {
  readonly #object: object;
  constructor(object: object) {
    this.#object = object;
  }
  get(): object {
    return this.#object;
  }
  incRef(): void {}
  decRef(): void {}
}

/** Whether the nearest frame of the program, among the nearest `limit` frames, is in a package. */
function isInsideNodeModules(limit = 10): boolean {
  const positions = callSites(ENGINE_FRAMES + limit)
    .slice(1)
    .flatMap((site: Any) => {
      const file = site.getScriptNameOrSourceURL() as string | undefined;
      if (!file) return [];
      const at = { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
      return mapPosition(at) ?? [];
    });
  const nearest = positions.slice(0, limit).find(({ file }) => !file.startsWith('node:'));
  return nearest !== undefined && /[/\\]node_modules[/\\]/.test(nearest.file);
}
/** The engine's own among a program's frames, at most. */
const ENGINE_FRAMES = 8;

export function util(stub: Binding): Binding {
  const { SharedArrayBuffer } = browser;
  return Object.assign(stub, typeChecks, {
    privateSymbols: definePrivateSymbols(),
    getPromiseDetails: promiseDetails,
    getProxyDetails(value: Any, both = true) {
      const details =
        value !== null && (typeof value === 'object' || typeof value === 'function')
          ? proxyDetails(value)
          : undefined;
      return details && (both ? [...details] : details[0]);
    },
    getCallerLocation: () => undefined,
    previewEntries,
    getOwnNonIndexProperties,
    getConstructorName,
    getExternalValue: () => 0n,
    getCallSites(count: number) {
      // The first two are this function and `util.getCallSites`; functions without a name in code that
      // was compiled at run time are called `eval` by V8.
      return callSites(count + 2)
        .slice(2)
        .map((site: Any) => ({
          functionName: (site.getFunctionName() ?? '').replace(/^eval$/, ''),
          scriptId: '0',
          scriptName: site.getScriptNameOrSourceURL() ?? '',
          lineNumber: site.getLineNumber(),
          columnNumber: site.getColumnNumber(),
          column: site.getColumnNumber(),
        }));
    },
    isInsideNodeModules,
    sleep(ms: number) {
      const end = browser.performance.now() + ms;
      while (browser.performance.now() < end);
    },
    arrayBufferViewHasBuffer: () => true,
    constructSharedArrayBuffer: (length: number) => new SharedArrayBuffer(length),
    markPromiseAsHandled(promise: Promise<unknown>) {
      promise.then(
        () => {},
        () => {},
      );
    },
    guessHandleType,
    defineLazyProperties,
    toUSVString: (value: unknown) => String(value).toWellFormed(),
    shouldAbortOnUncaughtToggle: new Uint32Array(1),
    isConstructor(fn: Fn) {
      try {
        Reflect.construct(Object, [], fn);
        return true;
      } catch {
        return false;
      }
    },
    parseEnv,
    WeakReference,
  });
}
