/** From a module's source to something that runs: precompiled when shipped, else rewritten here. */
import { browser } from '../core/browser.ts';
import { rememberColumns } from '../core/compiled-columns.ts';
import { privateSymbols } from '../core/async-wrap.ts';
import type { Any } from '../core/node-data.ts';
import type { VmContext } from '../vm/context.ts';
import { getCompiler } from './compiler.ts';
import type { ModuleBody, ModuleRecord } from './module-record.ts';
import { findModule, precompiledSource } from './precompiled.ts';

/** What precedes a module's own text in rewritten code. */
const BODY = ';yield;';

const unused = (): never => {
  throw new Error('Not called: the module has its own import()');
};

export function compileModule(
  url: string,
  source: string,
  vmContext?: VmContext,
): { record: ModuleRecord; body: ModuleBody } {
  const path = url.startsWith('file:') ? decodeURIComponent(new browser.URL(url).pathname) : url;
  const precompiled =
    findModule(path, source) ?? findModule(path, precompiledSource(path, source) ?? source);
  if (precompiled) return precompiled;
  let rewritten: { code: string; record: ModuleRecord };
  try {
    rewritten = getCompiler().rewriteModule(source);
  } catch (error) {
    throw syntaxError(error, url, source);
  }
  const start = rewritten.code.indexOf(BODY) + BODY.length;
  rememberColumns(url, start, rewritten.code.slice(start));
  const code = `${rewritten.code}\n//# sourceURL=${url}`;
  // `import()` of a module is handed to its body, whatever the context.
  const body = (vmContext ? vmContext.evaluate(code, unused) : browser.eval(code)) as ModuleBody;
  return { record: rewritten.record, body };
}

/** acorn's error in the form in which V8 reports one: message without position, arrow above it. */
export function syntaxError(error: unknown, url: string, source: string): unknown {
  const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
  if (!loc) return error;
  const result = new SyntaxError(message.replace(/ \(\d+:\d+\)$/, ''));
  const arrow = `${url}:${loc.line}\n${source.split('\n')[loc.line - 1] ?? ''}\n${' '.repeat(loc.column)}^\n`;
  (result as Any)[privateSymbols.arrow_message_private_symbol!] = arrow;
  return result;
}
