/**
 * Makes frames of stacks name what the reader knows: the program's own files, `node:internal/…` for
 * Node's core, the package's file for code of a layer. Frames of the engine itself are left out.
 */
import { browser } from './browser.ts';
import { originalColumn } from './compiled-columns.ts';
import { nodeData } from './node-data.ts';

export interface Position {
  file: string;
  line: number;
  column: number;
}

/** The table's name for the engine's own code. */
const ENGINE = '';

type LineTable = [line: number, name: string][];

const scripts = new Map<string, { table: () => LineTable; prefix: string }>();
const fileName = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
const ownScript = fileName(browser.location);

for (const [file, table] of Object.entries(nodeData.builtinLines)) {
  scripts.set(file === 'worker' ? ownScript : file, { table: () => table, prefix: 'node:' });
}

/** Names the files of a layer's script. @param makeTable First line of each file, in order. */
export function addScriptLines(url: string, makeTable: () => LineTable): void {
  let table: LineTable | undefined;
  scripts.set(fileName(url), { table: () => (table ??= makeTable()), prefix: '' });
}

/** The position as the reader knows it; `undefined` for the engine's own code. */
export function mapPosition(position: Position): Position | undefined {
  const script = scripts.get(fileName(position.file));
  if (!script) {
    const { file, line, column } = position;
    return { file, line, column: originalColumn(file, line, column) };
  }
  const { prefix } = script;
  const table = script.table();
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table[middle]![0] <= position.line) low = middle + 1;
    else high = middle;
  }
  const entry = table[low - 1];
  if (!entry || entry[1] === ENGINE) return undefined;
  return {
    file: prefix + entry[1],
    line: position.line - entry[0] + 1,
    column: position.column,
  };
}

/** One frame of a stack in V8's form: `at f (file:1:2)`; with nothing for the engine's own. */
export function mapFrame(frame: string): string | undefined {
  const match = /^(.*?)\(?((?:https?|blob|file):[^()\s]+):(\d+):(\d+)\)?$/.exec(frame);
  if (!match) {
    // The steps of a module's body, which plain Node runs without a generator.
    if (/^(async )?(Async)?Generator\.next \(<anonymous>\)$/.test(frame)) return undefined;
    // The engine's own call of `eval`.
    if (/^((Object|Proxy)\.)?eval \(<anonymous>\)$/.test(frame)) return undefined;
    if (/\(eval at .*, <anonymous>:\d+:\d+\)$/.test(frame) && frame.includes(ownScript)) {
      return undefined;
    }
    return withoutEval(frame).replace(
      /(\/[^()]*):(\d+):(\d+)(?=\)?$)/,
      (_, file: string, line: string, column: string) =>
        `${file}:${line}:${originalColumn(file, Number(line), Number(column))}`,
    );
  }
  // Not by destructuring: the program may have replaced the iterator of arrays.
  const mapped = mapPosition({
    file: match[2]!,
    line: Number(match[3]),
    column: Number(match[4]),
  });
  if (!mapped) return undefined;
  const location = `${mapped.file}:${mapped.line}:${mapped.column}`;
  const name = functionName(match[1]!.trim());
  return name ? `${name} (${location})` : location;
}

/** V8 calls functions without a name `eval` where they come out of one: all code of programs does here. */
const withoutEval = (frame: string): string =>
  frame
    .replace(/^(async )?(?:Proxy\.)?eval \((.*)\)$/, '$1$2')
    .replace(/^((?:async |new )?(?:[^\s()]+\.)?)eval( \[as [^\]]*\])? \(/, '$1<anonymous>$2 (');

/** Without the names that only the engine's way of compiling has given. */
function functionName(name: string): string {
  if (/^(async )?([\w$]+\.)?eval( \[as next\])?$/.test(name)) return '';
  return /^[\w$.]*internal\/(main|bootstrap)\//.test(name) ? '' : name;
}
