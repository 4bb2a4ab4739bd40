/** The engine's own programs: Node programs that the build bundles, started by `COMMANDS` of `programs.ts`. */

/** Entry of each program, below `src/engine`. Its default export is not used: it runs as a main module. */
export const PROGRAM_ENTRIES: Readonly<Record<string, string>> = { shell: 'shell/main.ts' };

/** A CommonJS bundle as a script that leaves its function for the worker (`worker/own-mains.ts`). */
export const wrapProgram = (code: string): string =>
  `globalThis.__nodeProgram=function(exports,require,module,__filename,__dirname){${code}\n};\n`;
