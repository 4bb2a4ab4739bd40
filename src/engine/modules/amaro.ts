/**
 * Stands in for `internal/deps/amaro/dist/index`, by which `lib/internal/modules/typescript.js` strips
 * types: the same interface over the compiler script.
 */
import type { Any } from '../core/node-data.ts';
import { nodeError } from '../core/runtime.ts';
import { getCompiler } from './compiler.ts';

export const AMARO_ID = 'internal/deps/amaro/dist/index';

export function amaro(_exports: object, _require: unknown, module: Any): void {
  module.exports = {
    transformSync(source: string, options: { mode: string; filename?: string }) {
      if (options.mode !== 'strip-only') {
        throw new (nodeError('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM'))(
          '--experimental-transform-types',
        );
      }
      return { code: getCompiler().stripTypes(source, options.filename ?? '[eval]') };
    },
  };
}
