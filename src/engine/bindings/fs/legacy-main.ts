/** The main file of a package without `exports`, for ES modules. */
import { nativeError } from '../../bytes/native-error.ts';
import { browser } from '../../core/browser.ts';
import { runtime } from '../../core/runtime.ts';
import { fileTree } from '../../fs/process-tree.ts';
import { find } from '../../fs/walk.ts';
import { hideFrames } from './errors.ts';

/** In the order of the indexes that the library expects; the last three replace `main`. */
const MAIN_ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const INDEX_ENDINGS = ['.js', '.json', '.node'];

/** Directories are refused; whatever else exists is taken for a file. */
const isFile = (path: string): boolean => {
  const found = find(fileTree, path);
  return typeof found !== 'string' && found.kind !== 'directory';
};

/**
 * Returns which of the endings led to a file.
 * @throws ERR_MODULE_NOT_FOUND
 */
export function legacyMainResolve(packagePath: string, main: unknown, base: unknown): number {
  const { resolve } = runtime.require('path').posix;
  let missing: string | undefined;
  if (typeof main === 'string') {
    const path: string = resolve(packagePath, main);
    const index = MAIN_ENDINGS.findIndex((ending) => isFile(path + ending));
    if (index >= 0) return index;
    missing = path;
  }
  const path: string = resolve(packagePath, './index');
  const index = INDEX_ENDINGS.findIndex((ending) => isFile(path + ending));
  if (index >= 0) return MAIN_ENDINGS.length + index;
  if (typeof base !== 'string') {
    const message = 'The "base" argument must be of type string or an instance of URL.';
    const error = nativeError(browser.global.TypeError, 'ERR_INVALID_ARG_TYPE', message);
    throw hideFrames(error, legacyMainResolve);
  }
  const importer: string = runtime.require('internal/url').fileURLToPath(base);
  const message = `Cannot find package '${missing ?? `${path}.js`}' imported from ${importer}`;
  throw hideFrames(nativeError(browser.Error, 'ERR_MODULE_NOT_FOUND', message), legacyMainResolve);
}
