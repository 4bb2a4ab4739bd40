/**
 * What a worker does while it waits for its program: it fetches the large files that the program will read,
 * and compiles those that are WebAssembly. Whoever reads them then gets what is there, and whoever
 * compiles the same bytes gets the module.
 */
import { compareBytes } from '../bytes/compare.ts';
import { browser } from '../core/browser.ts';

/** Node's are wrapped later: what is compiled here keeps no program alive. */
const { compile: compileBytes, compileStreaming } = browser.global.WebAssembly;

interface Compiled {
  bytes: Uint8Array;
  module: Promise<unknown>;
}

const fetched = new Map<string, Uint8Array>();
const compiled: Compiled[] = [];

/** Begins with these files; a failure is left to whoever reads the file, who asks again. */
export function loadAhead(urls: readonly string[]): void {
  for (const url of urls) void (url.endsWith('.wasm') ? compile(url) : load(url)).catch(() => {});
}

/** The file's bytes if they are there already. They are given once. */
export function takeFetched(url: string): Uint8Array | undefined {
  const bytes = fetched.get(url);
  fetched.delete(url);
  return bytes;
}

/** The module of these very bytes, if it is being compiled. It is given once: modules have identities. */
export function takeCompiled(source: unknown): Promise<unknown> | undefined {
  const bytes = asBytes(source);
  const index = bytes ? compiled.findIndex((known) => compareBytes(known.bytes, bytes) === 0) : -1;
  return compiled.splice(index, index < 0 ? 0 : 1)[0]?.module;
}

async function load(url: string): Promise<void> {
  const response = await browser.fetch(url);
  if (response.ok) fetched.set(url, new Uint8Array(await response.arrayBuffer()));
}

async function compile(url: string): Promise<void> {
  const response = await browser.fetch(url);
  if (!response.ok) return;
  const streamed = response.clone();
  const bytes = new Uint8Array(await response.arrayBuffer());
  fetched.set(url, bytes);
  const module = compileStreamed(streamed, bytes);
  // Whoever is given the promise handles its failure.
  module.catch(() => {});
  compiled.push({ bytes, module });
}

/** Of what comes as a stream browsers keep the compiled code: https://v8.dev/blog/wasm-code-caching */
async function compileStreamed(
  response: Response,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<unknown> {
  try {
    return await compileStreaming(response);
  } catch {
    // A server that does not call it application/wasm.
    return compileBytes(bytes);
  }
}

function asBytes(source: unknown): Uint8Array | undefined {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (!ArrayBuffer.isView(source)) return undefined;
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
