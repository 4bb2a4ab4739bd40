/** Writes compiled files out as the two forms of a layer. */
import type { CompiledFile } from './compiled-file.ts';
import { LAYER_CALLBACK, type Layer } from './layer.ts';
import { stringLiteral } from './text.ts';

export type CompiledFiles = ReadonlyMap<string, CompiledFile>;

/** Of a layer, beside the files that its script holds. */
export interface Elsewhere {
  /** Paths with their sizes in bytes, by the id of the lazy layer that holds them. */
  lazy?: NonNullable<Layer['lazy']>;
  assets?: NonNullable<Layer['assets']>;
}

/**
 * The layer's script. Each function starts on a line of its own, so that a position in a stack leads
 * back to its file; see `lines.ts`, which counts the lines that are written here.
 */
export function packScript(files: CompiledFiles, { lazy, assets }: Elsewhere = {}): string {
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
    else binaries.push(`${key}"${Buffer.from(file.bytes).toString('base64')}"`);
  }
  const section = (name: string, entries: string[]): string =>
    `${name}:{\n${entries.map((entry) => `${entry},\n`).join('')}}`;
  const sections = [
    section('scripts', scripts),
    section('modules', modules),
    section('texts', texts),
    section('binaries', binaries),
    ...Object.entries({ lazy, assets })
      .filter(([, held]) => held && Object.keys(held).length > 0)
      .map(([name, held]) => `${name}:${JSON.stringify(held)}`),
  ];
  return `${LAYER_CALLBACK}({${sections.join()}});\n`;
}

/** The files as WebContainers mount them: text, or where the bytes of the file are. */
export function packPlain(files: CompiledFiles, assets: Elsewhere['assets'] = {}): string {
  const plain: Record<string, PlainFile> = {};
  for (const [path, file] of files) {
    if (file.kind === 'text') plain[path] = file.text;
    else if (file.kind === 'binary') {
      plain[path] = { base64: Buffer.from(file.bytes).toString('base64') };
    } else if (file.plain !== undefined) plain[path] = file.plain;
  }
  for (const [path, [file]] of Object.entries(assets)) plain[path] = { file };
  return JSON.stringify(plain);
}

/** The text, the bytes, or the name of the file beside the layer that holds them. */
export type PlainFile = string | { base64: string } | { file: string };
