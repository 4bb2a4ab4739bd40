/** Writes compiled files out as the two forms of a layer. */
import type { CompiledFile } from './compiled-file.ts';
import { LAYER_CALLBACK, type Layer } from './layer.ts';
import { stringLiteral } from './text.ts';

export type CompiledFiles = ReadonlyMap<string, CompiledFile>;

/**
 * The layer's script. Each function starts on a line of its own, so that a position in a stack leads
 * back to its file; see `lines.ts`, which counts the lines that are written here.
 *
 * @param lazy Paths with their sizes in bytes, by the id of the layer that holds them.
 */
export function packScript(files: CompiledFiles, lazy: NonNullable<Layer['lazy']> = {}): string {
  const scripts: string[] = [];
  const modules: string[] = [];
  const texts: string[] = [];
  const binaries: string[] = [];
  for (const [path, file] of files) {
    const key = `${JSON.stringify(path)}:`;
    if (file.kind === 'script') {
      const names = `${JSON.stringify(file.exportNames)},${JSON.stringify(file.reexports)}`;
      scripts.push(`${key}[${file.code},${names}]`);
    } else if (file.kind === 'module') {
      const hash = file.hash === undefined ? '' : `,${JSON.stringify(file.hash)}`;
      modules.push(`${key}[${JSON.stringify(file.record)},${file.code}${hash}]`);
    } else if (file.kind === 'text') texts.push(key + stringLiteral(file.text));
    else binaries.push(`${key}"${file.base64}"`);
  }
  const section = (name: string, entries: string[]): string =>
    `${name}:{\n${entries.map((entry) => `${entry},\n`).join('')}}`;
  const sections = [
    section('scripts', scripts),
    section('modules', modules),
    section('texts', texts),
    section('binaries', binaries),
    ...(Object.keys(lazy).length > 0 ? [`lazy:${JSON.stringify(lazy)}`] : []),
  ];
  return `${LAYER_CALLBACK}({${sections.join()}});\n`;
}

/** The files as WebContainers mount them; binary files have no place there and are named in `left`. */
export function packPlain(files: CompiledFiles): { json: string; left: string[] } {
  const plain: Record<string, string> = {};
  const left: string[] = [];
  for (const [path, file] of files) {
    if (file.kind === 'text') plain[path] = file.text;
    else if (file.kind === 'binary') left.push(path);
    else if (file.plain !== undefined) plain[path] = file.plain;
  }
  return { json: JSON.stringify(plain), left };
}
