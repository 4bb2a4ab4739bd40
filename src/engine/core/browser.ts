/**
 * What the browser offers, captured before Node's bootstrap overwrites the globals and before the
 * worker's own globals are hidden from the program.
 */
import { UnsharedBuffer } from './unshared-buffer.ts';

// TypeScript's DOM and WebWorker libraries exclude each other; this is what the engine uses of the
// latter. https://html.spec.whatwg.org/multipage/workers.html#dedicatedworkerglobalscope
interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: (event: never) => void): void;
  importScripts(...urls: string[]): void;
}
const g = globalThis as unknown as WorkerScope & Omit<typeof globalThis, keyof WorkerScope>;

const bound = <T extends (...args: never[]) => unknown>(fn: T | undefined): T =>
  fn?.bind(g) as unknown as T;

const ownSharedArrayBuffer = (g as { SharedArrayBuffer?: SharedArrayBufferConstructor })
  .SharedArrayBuffer;
const standIn = UnsharedBuffer as unknown as SharedArrayBufferConstructor;

/**
 * Pages that are not isolated hide the constructor, but in most browsers not from WebAssembly. Such a buffer
 * works within its thread, which is all that most programs need of it.
 */
function sharedArrayBuffer(): SharedArrayBufferConstructor {
  if (ownSharedArrayBuffer) return ownSharedArrayBuffer;
  try {
    const memory = new WebAssembly.Memory({ shared: true, initial: 0, maximum: 0 });
    const { constructor } = memory.buffer;
    return constructor === ArrayBuffer
      ? standIn
      : (constructor as unknown as SharedArrayBufferConstructor);
  } catch {
    return standIn;
  }
}

export const browser = {
  global: g,
  setTimeout: bound(g.setTimeout) as (callback: () => void, ms: number) => number,
  clearTimeout: bound(g.clearTimeout) as (id: number) => void,
  queueMicrotask: bound(g.queueMicrotask),
  structuredClone: bound(g.structuredClone),
  postMessage: bound(g.postMessage),
  addEventListener: bound(g.addEventListener),
  importScripts: bound(g.importScripts),
  atob: bound(g.atob),
  btoa: bound(g.btoa),
  fetch: bound(g.fetch),
  /** Indirect eval: compiles in the global scope. */
  eval: g.eval,
  performance: g.performance,
  crypto: g.crypto,
  console: g.console,
  /** Whether memory can be shared with the page, so that a thread may wait for it. */
  isIsolated: g.crossOriginIsolated === true && ownSharedArrayBuffer !== undefined,
  hardwareConcurrency: g.navigator?.hardwareConcurrency ?? 2,
  userAgent: g.navigator?.userAgent ?? '',
  location: g.location?.href ?? '',
  /** False only where the browser is sure; a getter of the navigator, which later is hidden. */
  isOnline: (
    (navigator) => () =>
      navigator?.onLine !== false
  )(g.navigator as Navigator | undefined),
  AbortController: g.AbortController,
  Blob: g.Blob,
  CompressionStream: g.CompressionStream,
  DOMException: g.DOMException,
  Error: g.Error,
  Function: g.Function,
  MessageChannel: g.MessageChannel,
  MessagePort: g.MessagePort,
  Promise: g.Promise,
  Proxy: g.Proxy,
  Response: g.Response,
  SharedArrayBuffer: sharedArrayBuffer(),
  Symbol: g.Symbol,
  TextDecoder: g.TextDecoder,
  TextEncoder: g.TextEncoder,
  URL: g.URL,
  URLPattern: (g as { URLPattern?: unknown }).URLPattern,
  Worker: g.Worker,
  XMLHttpRequest: g.XMLHttpRequest,
} as const;
