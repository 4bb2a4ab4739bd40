/** Export names of CommonJS files: known from the build for shipped files, else found by the lexer. */
import type { Binding } from '../core/node-data.ts';
import { getCompiler } from '../modules/compiler.ts';
import { findScriptByText } from '../modules/precompiled.ts';

export function cjsLexer(stub: Binding): Binding {
  return Object.assign(stub, {
    /** @returns `[exportNames, reexported specifiers]` */
    parse(source: string): [Set<string>, string[]] {
      const known = findScriptByText(source);
      if (known) return [new Set(known.exportNames), [...known.reexports]];
      try {
        const { exports, reexports } = getCompiler().parseCommonJs(source);
        return [new Set(exports), [...reexports]];
      } catch {
        return [new Set(), []];
      }
    },
  });
}
