/** `package.json` look-ups, as `src/node_modules.cc` does them, and the cache of stripped TypeScript. */
import { nativeError } from '../bytes/native-error.ts';
import { browser } from '../core/browser.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { readText } from '../fs/process-files.ts';
import { precompiledSource } from '../modules/precompiled.ts';

/** `[name, main, type, imports, exports, path]`; imports and exports as JSON text. */
type SerializedPackageConfig = [
  string | undefined,
  string | undefined,
  'module' | 'commonjs' | 'none',
  string | null,
  string | null,
  string,
];

/** `module.constants.compileCacheStatus.DISABLED` */
const COMPILE_CACHE_DISABLED = 3;

const cache = new Map<string, { text: string; config: SerializedPackageConfig }>();

/** An object or array as JSON text, a string as itself. */
const serialized = (value: unknown): string | null => {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function read(
  path: string,
  base?: string,
  specifier?: string,
): SerializedPackageConfig | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const cached = cache.get(path);
  if (cached?.text === text) return cached.config;
  let json: Any;
  try {
    // Without a prototype: what a program puts on `Object.prototype` is not in the file.
    json = { __proto__: null, ...JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    const from = base === undefined ? '' : ` while importing "${specifier}" from ${toPath(base)}`;
    const message = `Invalid package config ${path}${from}.`;
    throw nativeError(browser.Error, 'ERR_INVALID_PACKAGE_CONFIG', message);
  }
  const { type } = json;
  const config: SerializedPackageConfig = [
    typeof json.name === 'string' ? json.name : undefined,
    typeof json.main === 'string' ? json.main : undefined,
    type === 'module' || type === 'commonjs' ? type : 'none',
    serialized(json.imports),
    serialized(json.exports),
    path,
  ];
  cache.set(path, { text, config });
  return config;
}

function nearest(path: string): SerializedPackageConfig | undefined {
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    // A package without package.json does not belong to the one that holds its node_modules.
    if (folder.endsWith('/node_modules')) break;
    const config = read(`${folder}/package.json`);
    if (config) return config;
    if (end === 0) break;
  }
  return undefined;
}

const toPath = (url: string): string =>
  url.startsWith('file:') ? decodeURIComponent(new browser.URL(url).pathname) : url;

export function modules(stub: Binding): Binding {
  return Object.assign(stub, {
    readPackageJSON: (path: string, _isEsm: boolean, base?: string, specifier?: string) =>
      read(path, base, specifier),
    getNearestParentPackageJSON: nearest,
    getNearestParentPackageJSONType: (path: string) => nearest(path)?.[2] ?? 'none',
    getPackageScopeConfig: (url: string) => nearest(toPath(url)) ?? '/package.json',
    getPackageType(url: string) {
      const type = nearest(toPath(url))?.[2];
      return type === 'none' ? undefined : type;
    },
    /** Files that the build has stripped are "cached"; see `modules/precompiled.ts`. */
    getCompileCacheEntry(source: string, filename: string) {
      const transpiled = precompiledSource(toPath(filename), source);
      return transpiled === undefined ? undefined : { transpiled };
    },
    saveCompileCacheEntry() {},
    // Nothing to cache: the browser keeps compiled code by itself.
    enableCompileCache(directory: unknown) {
      if (typeof directory !== 'string') {
        const error = new TypeError('cacheDir should be a string');
        throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
      }
      return [COMPILE_CACHE_DISABLED];
    },
    getCompileCacheDir: () => undefined,
    flushCompileCache() {},
    setLazyPathHelpers(meta: object, url: string) {
      const filename = toPath(url);
      const dirname = filename.slice(0, filename.lastIndexOf('/')) || '/';
      Object.assign(meta, { dirname, filename });
    },
  });
}
