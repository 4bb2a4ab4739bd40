import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayerRef } from '../container/engine.ts';
import { sitePath } from './site.ts';

/** Folder of the built layers, from the root of the repository. */
export const layersFolder = '.cache/layers';

/** What the layers build writes beside the layers: which of them each day's example needs. */
interface LayersManifest {
  days: Record<string, string[]>;
  layers: Record<string, { assets?: string[]; bytes?: number; hasThreads?: boolean }>;
}

/** Layers that are not built, or built before the day was added. */
export class MissingLayersError extends Error {
  constructor(message: string) {
    super(`${message} Run \`npm run build:layers\`.`);
    this.name = 'MissingLayersError';
  }
}

/** What was read last: each of a build's pages asks, and it is parsed once. */
let last: { text: string; manifest: LayersManifest } | undefined;

const parsed = (text: string): LayersManifest => {
  if (last?.text !== text) last = { text, manifest: JSON.parse(text) as LayersManifest };
  return last.manifest;
};

/**
 * The layers of a day's example, with the addresses that the site serves them at.
 *
 * @param root The root of the repository.
 * @throws MissingLayersError when the manifest or the day in it is missing.
 */
export async function layersOf(day: number, root: string): Promise<LayerRef[]> {
  const path = join(root, layersFolder, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new MissingLayersError(
      `The packages of the examples are not built: there is no ${layersFolder}/manifest.json.`,
    );
  });
  const { days, layers } = parsed(text);
  const ids = days[String(day)];
  if (!ids) throw new MissingLayersError(`${layersFolder}/manifest.json does not know day ${day}.`);
  return ids.map((id) => {
    const { assets: names, bytes, hasThreads } = layers[id] ?? {};
    const assets = names?.map((name) => sitePath(`layers/${name}`));
    return {
      id,
      script: sitePath(`layers/${id}.js`),
      files: sitePath(`layers/${id}.json`),
      ...(bytes !== undefined && { bytes }),
      ...(assets && { assets }),
      ...(hasThreads && { hasThreads }),
    };
  });
}
