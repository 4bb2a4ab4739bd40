/** Writes layers and their manifest, and reports sizes. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface BuiltLayer {
  /** Stem of both file names. */
  id: string;
  script: string;
  /** Undefined for a lazy layer, whose files WebContainers find in the layer that names it. */
  plain: string | undefined;
}

/** A file of some size that is no text, beside the layers. */
export interface BuiltAsset {
  /** Says what is in it, for caches. */
  name: string;
  bytes: Uint8Array;
}

/** Bytes of a layer's script. */
export interface LayerSize {
  raw: number;
  gzip: number;
}

export interface LayersManifest {
  /** The layers of each day in load order: shared ones first, the day's own last. */
  days: Record<string, string[]>;
  /** What the examples depend on directly, with the layers that hold it and all that it needs. */
  packages: Record<string, { version: string; layers: string[] }>;
  layers: Record<
    string,
    {
      script: LayerSize;
      /** Of the file for WebContainers. */
      plain?: LayerSize;
      /** Layers that this one loads when a file of theirs is first read. */
      lazy?: string[];
      /** Names of large binary files that a program reads at its start. */
      assets?: string[];
      /** Of the script and those files, before compression. */
      bytes: number;
      /** The examples' own code in it starts threads: a worker may wait for them. */
      hasThreads?: boolean;
      /** First line in the script and path of each file of code. */
      lines: [first: number, path: string][];
    }
  >;
}

/** A name that changes with the contents, for files that are cached for ever. */
export function layerId(name: string, ...contents: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content).update('\0');
  return `${name}.${hash.digest('hex').slice(0, 10)}`;
}

/** @example assetOf('node_modules/a/b.wasm', bytes).name // → 'b.0123456789.wasm' */
export function assetOf(path: string, bytes: Uint8Array): BuiltAsset {
  const [, stem, extension] = /([^/]+?)(\.wasm)?$/.exec(path)!;
  const name = layerId(stem!.replaceAll(/[^\w-]+/g, '-'), bytes);
  // Not the file's own extension: a server would take `.gz` for the encoding of something else.
  return { name: name + (extension ?? '.bin'), bytes };
}

export const sizeOf = (text: string): LayerSize => ({
  raw: Buffer.byteLength(text),
  gzip: gzipSync(text, { level: 9 }).length,
});

export const brotliSize = (text: string): number =>
  brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) },
  }).length;

/**
 * Makes the folder hold exactly these files. Files that are there already are left alone, for their
 * name says what is in them, and a server that watches the folder need not reload.
 */
export function writeLayers(
  folder: string,
  layers: readonly BuiltLayer[],
  assets: readonly BuiltAsset[],
  others: Readonly<Record<string, string>>,
): void {
  mkdirSync(folder, { recursive: true });
  const wanted = new Map<string, string | Uint8Array>(Object.entries(others));
  for (const { id, script, plain } of layers) {
    wanted.set(`${id}.js`, script);
    if (plain !== undefined) wanted.set(`${id}.json`, plain);
  }
  for (const { name, bytes } of assets) wanted.set(name, bytes);
  const present = new Set(readdirSync(folder));
  for (const name of present)
    if (!wanted.has(name)) rmSync(join(folder, name), { recursive: true });
  for (const [name, content] of wanted) {
    const path = join(folder, name);
    if (!present.has(name) || !readFileSync(path).equals(Buffer.from(content as string)))
      writeFileSync(path, content);
  }
}
