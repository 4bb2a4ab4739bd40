/**
 * What the build extracts from the pinned Node binary and prepends to the worker script: the source
 * of Node's internal modules as functions, and the shape and constants of every `internalBinding`.
 */
import type { OptionTable } from '../build/cli-options.ts';
import { browser } from './browser.ts';

// Node's internals are untyped JavaScript; the boundary to them is `any` on purpose.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Any = any;
export type Fn = (...args: Any[]) => Any;
export type Binding = Record<string, Any>;

export interface NodeData {
  /** Internal modules by id (`internal/url`), wrapped with the parameters that Node's loader passes. */
  builtins: Record<string, Fn>;
  /** Ids of internal modules that live in scripts loaded at first use, with the script's URL. */
  lazyBuiltins: Record<string, string>;
  /** Where each internal module begins in its script (`worker` for the first one), in order; '' is the engine. */
  builtinLines: Record<string, [line: number, id: string][]>;
  /** Serialized bindings by name; see `build/extract.ts`. */
  shapes: Record<string, Record<string, Any>>;
  /** Values that are no binding's property. */
  extras: {
    cliOptions: Record<string, Any>;
    optionTable: OptionTable;
    errorMap: [number, [string, string]][];
    canBeRequired: string[];
    cannotBeRequired: string[];
    version: string;
    versions: Record<string, string>;
    release: Record<string, string>;
    httpParser: Record<string, number>;
    globals: string[];
  };
  /** Names of the files of chunks (see `chunks/index.ts`) and of what these load. */
  files: Record<string, string>;
  /** llhttp as WebAssembly, base64, as it ships inside Node's undici. */
  llhttp: string;
}

export const nodeData: NodeData = (browser.global as Any).__nodeData;
delete (browser.global as Any).__nodeData;

/** Turns the build's serialized form of a value back into the value. */
export function revive(value: Any): Any {
  if (value === null || typeof value !== 'object') return value;
  switch (value.$) {
    case 'symbol':
      return Symbol(value.value);
    case 'undefined':
      return undefined;
    case 'number':
      return Number(value.value);
    case 'bigint':
      return BigInt(value.value);
    case 'view':
      return new (browser.global as Any)[value.constructor](value.length);
    case 'map':
      return new Map(value.value.map(revive));
    case 'set':
      return new Set(value.value.map(revive));
  }
  if (Array.isArray(value)) return value.map(revive);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
}
