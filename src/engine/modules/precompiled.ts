/** What the layers of this process hold, by absolute path. */
import { browser } from '../core/browser.ts';
import type { Lazy } from '../fs/file-content.ts';
import type { CommonJsWrapper, Layer } from '../layers/layer.ts';
import { sourceHash } from '../layers/source-hash.ts';
import type { ModuleBody, ModuleRecord } from './module-record.ts';

export interface PrecompiledScript {
  wrapper: CommonJsWrapper;
  exportNames: readonly string[];
  reexports: readonly string[];
}
export interface PrecompiledModule {
  record: ModuleRecord;
  body: ModuleBody;
  hash: string | undefined;
}

const scripts = new Map<string, PrecompiledScript>();
const modules = new Map<string, PrecompiledModule>();
/** The text that each script file was read as, to tell it from a file written later. */
const scriptTexts = new Map<string, string>();
const scriptsByText = new Map<string, PrecompiledScript>();

/** Stands for the source of a module that has none here, since only its compiled form was shipped. */
const placeholder = (path: string): string => `/* compiled at build time: ${path} */export {};`;

/**
 * Takes a layer in.
 *
 * @returns The layer's files by absolute path; a text is produced when it is first read.
 */
export function addLayer(layer: Layer, root: string): [path: string, content: LazyFile][] {
  const files: [string, LazyFile][] = [];
  for (const [name, [wrapper, exportNames, reexports]] of Object.entries(layer.scripts)) {
    const path = `${root}/${name}`;
    const script = { wrapper, exportNames, reexports };
    scripts.set(path, script);
    files.push([
      path,
      () => {
        let text = scriptTexts.get(path);
        if (text === undefined) {
          text = functionText(wrapper);
          scriptTexts.set(path, text);
          scriptsByText.set(text, script);
        }
        return text;
      },
    ]);
  }
  for (const [name, [record, body, hash]] of Object.entries(layer.modules)) {
    const path = `${root}/${name}`;
    modules.set(path, { record, body, hash });
    if (hash === undefined) files.push([path, () => placeholder(path)]);
  }
  for (const [name, text] of Object.entries(layer.texts))
    files.push([`${root}/${name}`, () => text]);
  for (const [name, base64] of Object.entries(layer.binaries)) {
    const bytes = (): Uint8Array => Uint8Array.from(browser.atob(base64), (c) => c.charCodeAt(0));
    files.push([`${root}/${name}`, { bytes }]);
  }
  return files;
}
type LazyFile = (() => string) | Lazy;

/** The body of `function(exports,require,module,__filename,__dirname){…}`, without its braces. */
function functionText(wrapper: CommonJsWrapper): string {
  const text = Function.prototype.toString.call(wrapper);
  return text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'));
}

/** The compiled form of a CommonJS file, if `text` is still what the layer holds. */
export const findScript = (path: string, text: string): PrecompiledScript | undefined =>
  scriptTexts.get(path) === text ? scripts.get(path) : undefined;

export const findScriptByText = (text: string): PrecompiledScript | undefined =>
  scriptsByText.get(text);

/** The compiled form of an ES module by its path and source. */
export function findModule(path: string, source: string): PrecompiledModule | undefined {
  const module = modules.get(path);
  if (!module) return undefined;
  return source === placeholder(path) ? module : undefined;
}

/**
 * For a TypeScript or JavaScript file: the source under which `findModule` knows it, if its text is what
 * the build compiled. Of a file that is mounted apart from the layer, the hash tells.
 */
export function precompiledSource(path: string, text: string): string | undefined {
  const module = modules.get(path);
  if (!module) return undefined;
  const known = placeholder(path);
  return text === known || module.hash === sourceHash(text) ? known : undefined;
}
