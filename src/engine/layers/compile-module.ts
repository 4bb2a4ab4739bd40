/** ES modules, compiled into generator functions. */
import { rewriteModule } from '../modules/rewrite.ts';
import type { CompiledFile } from './compiled-file.ts';
import { minify } from './minify.ts';
import { sourceHash } from './source-hash.ts';
import { isTypeScript, stripTypes } from './trace.ts';

/** A module of a package. @throws SyntaxError when the source is no ES module. */
export function compilePackageModule(source: string): CompiledFile & { kind: 'module' } {
  const { code, record } = rewriteModule(source);
  const plain = minify(source.replace(/^#!.*/, ''), 'module');
  return { kind: 'module', code: withoutParentheses(minify(code, 'script')), record, plain };
}

/**
 * A module of an example, found by the hash of its text. Its lines are kept: line 1 of the file is the
 * line on which the code starts.
 *
 * @param source The text as it is mounted.
 * @throws Error that names the file when its types cannot be stripped, SyntaxError from the parser.
 */
export function compileOwnModule(path: string, source: string): CompiledFile & { kind: 'module' } {
  const javaScript = isTypeScript(path) ? stripTypes(path, source) : source;
  const { code, record } = rewriteModule(javaScript);
  return { kind: 'module', code: withoutParentheses(code), record, hash: sourceHash(source) };
}

/** A function in parentheses is taken for one that runs at once and compiled early. */
const withoutParentheses = (code: string): string => code.replace(/^\(|\);?$/g, '');
