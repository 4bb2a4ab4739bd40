/**
 * A layer: files of packages (or of one example), compiled at build time into one script. Running
 * the script calls `__nodeLayer` once with this object; paths are relative to the working directory.
 */
import type { ModuleBody, ModuleRecord } from '../modules/module-record.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CommonJsWrapper = (...args: any[]) => unknown;

export interface Layer {
  /** CommonJS files: the wrapper, and what `cjs-module-lexer` found in the original text. */
  scripts: Record<
    string,
    [wrapper: CommonJsWrapper, exportNames: readonly string[], reexports: readonly string[]]
  >;
  /**
   * ES modules. `hash` is that of the file's text when the text is mounted apart from the layer (an
   * example's own files); without it the layer also stands for the file.
   */
  modules: Record<string, [record: ModuleRecord, body: ModuleBody, hash?: string]>;
  /** Other files as text: `package.json`, data. */
  texts: Record<string, string>;
  /** Small files that are no UTF-8 text, as base64. */
  binaries: Record<string, string>;
  /**
   * Large files that are no text, as they are: the name of the file beside the layer's script, and its
   * size in bytes. Each is fetched when it is first read.
   */
  assets?: Record<string, [file: string, size: number]>;
  /**
   * Files of further layers that are loaded when one of them is first read: their paths with their
   * sizes in bytes, by the id of the layer, whose script lies beside this one.
   */
  lazy?: Record<string, Readonly<Record<string, number>>>;
}

export const LAYER_CALLBACK = '__nodeLayer';
