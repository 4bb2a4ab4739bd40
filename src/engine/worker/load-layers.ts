/** Loads layer scripts and mounts their files. */
import { browser } from '../core/browser.ts';
import { readBinary } from '../core/read-binary.ts';
import { addScriptLines } from '../core/source-positions.ts';
import { mountLazy } from '../fs/layers.ts';
import { fileTree } from '../fs/process-tree.ts';
import { lazyFiles } from '../layers/lazy-files.ts';
import { LAYER_CALLBACK, type Layer } from '../layers/layer.ts';
import { layerLines } from '../layers/lines.ts';
import { addLayer } from '../modules/precompiled.ts';
import { takeFetched } from './ahead.ts';

/** Runs a layer's script and returns what it holds. */
function run(url: string): Layer {
  const scope = browser.global as unknown as Record<string, ((layer: Layer) => void) | undefined>;
  let loaded: Layer | undefined;
  scope[LAYER_CALLBACK] = (layer) => {
    loaded = layer;
  };
  try {
    browser.importScripts(url);
  } catch (cause) {
    const text = `The packages of this example could not be loaded from ${url}. Check your connection, then press Run.`;
    throw new Error(text, { cause });
  } finally {
    delete scope[LAYER_CALLBACK];
  }
  if (!loaded) throw new Error(`${url} is not a layer: build the layers again`);
  return loaded;
}

/** @param workdir What the layers' paths are relative to. */
export function loadLayers(urls: string[], workdir: string): void {
  for (const url of urls) {
    const layer = run(url);
    const files = addLayer(layer, workdir);
    const beside = (name: string): string => url.replace(/[^/]*$/, name);
    const load = (id: string): Layer => run(beside(`${id}.js`));
    for (const [path, file] of lazyFiles(layer, load)) files.push([`${workdir}/${path}`, file]);
    for (const [path, [name, size]] of Object.entries(layer.assets ?? {})) {
      const bytes = (): Uint8Array =>
        takeFetched(beside(name)) ?? new Uint8Array(readBinary(beside(name)));
      files.push([`${workdir}/${path}`, { bytes, size }]);
    }
    mountLazy(fileTree, '/', new Map(files));
    addScriptLines(url, () =>
      layerLines(layer).map(([line, path]) => [
        line,
        // Node names ES modules by URL and CommonJS files by path.
        path in layer.modules ? `file://${workdir}/${path}` : `${workdir}/${path}`,
      ]),
    );
  }
}
