/** Entry of the compiler script; see `modules/compiler.ts`. */
import { parse as parseCommonJs } from 'cjs-module-lexer';
import { needsScriptRewrite, rewriteModule, rewriteScript } from '../modules/rewrite.ts';
import { scriptNames } from '../modules/script-names.ts';
import { stripTypes } from '../modules/strip-types.ts';

const compiler = {
  needsScriptRewrite,
  parseCommonJs,
  rewriteModule,
  rewriteScript,
  scriptNames,
  stripTypes,
};
export type Compiler = typeof compiler;

(globalThis as unknown as { __nodeCompiler: Compiler }).__nodeCompiler = compiler;
