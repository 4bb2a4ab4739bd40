/**
 * Columns of code that was rewritten before it ran (`modules/rewrite.ts`), as the program's file has
 * them. Lines are the same in both; what was put into a line moves what comes after it.
 */
import { hiddenGlobals } from '../modules/module-record.ts';

/** What stands in rewritten code for something shorter, and how long that was. */
const REPLACED: [pattern: string, length: number][] = [
  [`${hiddenGlobals.restoreFrame}(${hiddenGlobals.captureFrame}(`, 'await'.length],
  [`),await ${hiddenGlobals.awaited}())`, 0],
  [`${hiddenGlobals.importFromScript}.bind(null,__filename)`, 'import'.length],
];

interface Compiled {
  /** Characters in front of the first line. */
  prefix: number;
  /** The rewritten text, where it differs from the file's. */
  text: string | undefined;
}

const compiled = new Map<string, Compiled>();

/** @param text What runs, without the prefix; `undefined` when it is the file's own text. */
export function rememberColumns(file: string, prefix: number, text: string | undefined): void {
  compiled.set(file, { prefix, text });
}

/** Both columns and the line count from 1. */
export function originalColumn(file: string, line: number, column: number): number {
  const entry = compiled.get(file);
  if (!entry) return column;
  const position = line === 1 ? Math.max(1, column - entry.prefix) : column;
  if (entry.text === undefined) return position;
  return unshifted(entry.text.split('\n', line)[line - 1] ?? '', position);
}

function unshifted(text: string, column: number): number {
  let at = 0;
  let shift = 0;
  const end = column - 1;
  for (;;) {
    const next = REPLACED.map(([pattern, length]) => ({
      start: text.indexOf(pattern, at),
      size: pattern.length,
      length,
    }))
      .filter(({ start }) => start >= 0 && start < end)
      .sort((a, b) => a.start - b.start)[0];
    if (!next) return column - shift;
    // Inside of what was put in: the place where it was.
    if (end < next.start + next.size) return next.start - shift + 1;
    shift += next.size - next.length;
    at = next.start + next.size;
  }
}
