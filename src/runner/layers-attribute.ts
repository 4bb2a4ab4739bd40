/** A day's layers in a few bytes of its page: their names are mostly hashes, which do not compress. */
import type { LayerRef } from '../container/engine.ts';

/**
 * @example
 * writeLayers([{ id: 'pg.1a', script: '/layers/pg.1a.js', files: '/layers/pg.1a.json', assets: ['/layers/pg.2b.wasm'], hasThreads: true }])
 * // => '/layers/ pg.1a!,pg.2b.wasm'
 * @throws Error for addresses that do not follow from the ids.
 */
export function writeLayers(layers: readonly LayerRef[]): string {
  const [first] = layers;
  if (!first) return '';
  const folder = first.script.slice(0, -`${first.id}.js`.length);
  const words = layers.map((layer) => {
    const { id, assets = [], hasThreads } = layer;
    const names = assets.map((asset) => asset.slice(folder.length));
    return [hasThreads ? `${id}!` : id, ...names].join(',');
  });
  const text = [folder, ...words].join(' ');
  if (JSON.stringify(readLayers(text).map(inOrder)) !== JSON.stringify(layers.map(inOrder)))
    throw new Error(`The addresses of these layers cannot be shortened: ${JSON.stringify(layers)}`);
  return text;
}

const inOrder = ({ id, script, files, assets, hasThreads }: LayerRef): unknown[] => [
  id,
  script,
  files,
  assets,
  hasThreads,
];

/** The layers that `writeLayers` has written. */
export function readLayers(text: string): LayerRef[] {
  const [folder = '', ...words] = text.split(' ');
  return words.map((word) => {
    const [name = '', ...assets] = word.split(',');
    const id = name.replace('!', '');
    return {
      id,
      script: `${folder}${id}.js`,
      files: `${folder}${id}.json`,
      ...(assets.length > 0 && { assets: assets.map((asset) => folder + asset) }),
      ...(name !== id && { hasThreads: true }),
    };
  });
}
