/** Runs CommonJS files out of layers in this process: Node resolves, the layers give the code. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { runInThisContext } from 'node:vm';
import { hiddenGlobals } from '../modules/module-record.ts';
import { LAYER_CALLBACK, type CommonJsWrapper, type Layer } from './layer.ts';
import { lazyFiles } from './lazy-files.ts';

const scope = globalThis as unknown as Record<string, unknown>;
let operand: unknown;
scope[hiddenGlobals.captureFrame] = (awaited: unknown) => {
  operand = awaited;
};
scope[hiddenGlobals.awaited] = () => operand;
scope[hiddenGlobals.restoreFrame] = (_frame: unknown, value: unknown) => value;

export function readLayer(folder: string, id: string): Layer {
  let layer: Layer | undefined;
  scope[LAYER_CALLBACK] = (given: Layer) => (layer = given);
  try {
    const filename = join(folder, `${id}.js`);
    runInThisContext(readFileSync(filename, 'utf8'), { filename });
  } finally {
    delete scope[LAYER_CALLBACK];
  }
  return layer!;
}

/** @returns `require` of a file by its path relative to `examplesFolder`. */
export function layerRequire(
  examplesFolder: string,
  folder: string,
  ids: readonly string[],
): { requirePath: (path: string) => unknown; loadedLazily: string[] } {
  const scripts = new Map<string, CommonJsWrapper>();
  const texts = new Map<string, () => string>();
  const modules = new Set<string>();
  const loadedLazily: string[] = [];
  for (const layer of ids.map((id) => readLayer(folder, id))) {
    for (const [path, [wrapper]] of Object.entries(layer.scripts)) scripts.set(path, wrapper);
    for (const [path, text] of Object.entries(layer.texts)) texts.set(path, () => text);
    for (const path of Object.keys(layer.modules)) modules.add(path);
    const lazy = lazyFiles(layer, (id) => {
      loadedLazily.push(id);
      return readLayer(folder, id);
    });
    for (const [path, { text }] of lazy) texts.set(path, text);
  }
  const cache = new Map<string, { exports: unknown }>();
  const requirePath = (path: string): unknown => {
    const known = cache.get(path);
    if (known) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    const filename = join(examplesFolder, path);
    const native = createRequire(filename);
    const wrapper = scripts.get(path);
    const text = texts.get(path);
    if (wrapper) {
      cache.set(path, module);
      const require = (specifier: string): unknown => {
        const resolved = native.resolve(specifier);
        if (!resolved.startsWith('/')) return native(specifier);
        return requirePath(relative(examplesFolder, resolved));
      };
      wrapper.call(module.exports, module.exports, require, module, filename, dirname(filename));
    } else if (text) {
      cache.set(path, module);
      module.exports = JSON.parse(text());
    } else if (modules.has(path)) return native(filename);
    else throw new Error(`${path} is in no layer`);
    return module.exports;
  };
  return { requirePath, loadedLazily };
}
