/**
 * Parts of the engine that few programs use: scripts of their own, loaded at first use. Their modules
 * are bundled for themselves, so they must not import what holds the state of the process (`core/`,
 * `bindings/*.ts`): what they need of it is handed to them.
 */
import { browser } from '../core/browser.ts';
import { nodeData } from '../core/node-data.ts';
import { readBinary } from '../core/read-binary.ts';

/** Each is bundled from the file of that name in this folder. */
export interface Chunks {
  'crypto-keys': typeof import('./crypto-keys.ts');
  brotli: typeof import('./brotli.ts');
  ciphers: typeof import('./ciphers.ts');
  digests: typeof import('./digests.ts');
  dns: typeof import('./dns.ts');
  histogram: typeof import('./histogram.ts');
  serialization: typeof import('./serialization.ts');
  sqlite: typeof import('./sqlite.ts');
  threads: typeof import('./threads.ts');
  zlib: typeof import('./zlib.ts');
  zstd: typeof import('./zstd.ts');
}

let scriptFolder = '';
/** @param url URL of the folder that holds the engine's files, ending with `/`. */
export const setChunkFolder = (url: string): void => {
  scriptFolder = url;
};

const loaded: Partial<Chunks> = {};

/** Loads synchronously, for the calls that need it are synchronous. */
export function loadChunk<Name extends keyof Chunks>(name: Name): Chunks[Name] {
  const known: Chunks[Name] | undefined = loaded[name];
  if (known) return known;
  browser.importScripts(scriptFolder + nodeData.files[name]!);
  const scope = browser.global as unknown as { __nodeChunk: Chunks[Name] | undefined };
  const chunk = scope.__nodeChunk!;
  delete scope.__nodeChunk;
  loaded[name] = chunk;
  return chunk;
}

/**
 * A binary file of the engine, read synchronously.
 * @throws Error when it cannot be fetched.
 */
export function loadFile(name: string): ArrayBuffer {
  return readBinary(scriptFolder + nodeData.files[name]!);
}
