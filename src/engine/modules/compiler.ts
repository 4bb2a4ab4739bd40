/**
 * The tools that rewrite code in the tab: loaded as a script of their own when the first piece of
 * code is met that the build did not see.
 */
import { browser } from '../core/browser.ts';
import type { Compiler } from '../worker/compiler.ts';

let scriptUrl = '';
let compiler: Compiler | undefined;

export const setCompilerUrl = (url: string): void => {
  scriptUrl = url;
};

/** Loads synchronously, for `require` of an edited file is synchronous. */
export function getCompiler(): Compiler {
  if (!compiler) {
    browser.importScripts(scriptUrl);
    const scope = browser.global as unknown as { __nodeCompiler: Compiler | undefined };
    compiler = scope.__nodeCompiler!;
    delete scope.__nodeCompiler;
  }
  return compiler;
}
