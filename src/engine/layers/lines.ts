/** Where the files of a layer stand in its script, to name them in stacks. */
import type { Layer } from './layer.ts';

/**
 * Counts the lines as `packScript` writes them.
 *
 * @returns First line (from 1) and path of each file of code, in order. For an example's own module,
 *   line n of the file is line `first + n - 1` of the script; packages are minified.
 */
export function layerLines(
  layer: Pick<Layer, 'scripts' | 'modules'>,
): [first: number, path: string][] {
  const lines: [number, string][] = [];
  // The first line opens the scripts, one between them and the modules closes and opens.
  let line = 2;
  const add = (path: string, code: unknown): void => {
    lines.push([line, path]);
    line += Function.prototype.toString.call(code).split('\n').length;
  };
  for (const [path, [wrapper]] of Object.entries(layer.scripts)) add(path, wrapper);
  line += 1;
  for (const [path, [, body]] of Object.entries(layer.modules)) add(path, body);
  return lines;
}

/**
 * The file at a line of a layer's script.
 *
 * @param lines What `layerLines` returned.
 */
export function fileAtLine(
  lines: readonly [first: number, path: string][],
  line: number,
): { path: string; line: number } | undefined {
  const found = lines.findLast(([first]) => first <= line);
  return found && { path: found[1], line: line - found[0] + 1 };
}
