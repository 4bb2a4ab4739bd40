/** CommonJS files, compiled into wrapper functions. */
import { createRequire } from 'node:module';
import { needsScriptRewrite, rewriteScript } from '../modules/rewrite.ts';
import type { CompiledFile } from './compiled-file.ts';
import { minify } from './minify.ts';

// The package's CommonJS build is the lexer in JavaScript, which needs no asynchronous start.
const lexer = createRequire(import.meta.url)('cjs-module-lexer') as {
  parse(source: string): { exports: Iterable<string>; reexports: Iterable<string> };
};

const hashbang = /^#!.*/;

/** @throws SyntaxError when the source is no CommonJS module. */
export function compileScript(source: string): CompiledFile & { kind: 'script' } {
  const text = source.replace(hashbang, '');
  const plain = minify(text, 'commonjs');
  const body = needsScriptRewrite(plain) ? minify(rewriteScript(plain), 'commonjs') : plain;
  return {
    kind: 'script',
    code: `function(exports,require,module,__filename,__dirname){${body}}`,
    ...exportNames(source),
    plain,
  };
}

/** What `import` sees of the file's exports, found as Node finds it. */
function exportNames(source: string): { exportNames: string[]; reexports: string[] } {
  try {
    const { exports, reexports } = lexer.parse(source);
    return { exportNames: [...new Set(exports)], reexports: [...new Set(reexports)] };
  } catch {
    // The lexer gives up on some valid code; Node then exports `default` only.
    return { exportNames: [], reexports: [] };
  }
}
