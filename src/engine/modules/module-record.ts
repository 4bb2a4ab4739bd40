/**
 * A source text module after rewriting: what linking needs to know, and a function that runs it.
 * The same shape is made at build time for shipped files and in the tab for edited ones.
 */

/** `import … from specifier with {attributes}`, in source order, without duplicates. */
export interface ModuleRequest {
  specifier: string;
  attributes: [key: string, value: string][];
}

export interface ModuleRecord {
  requests: ModuleRequest[];
  /** Names taken from a request, to be checked when the graph is linked. */
  imports: [request: number, name: string][];
  /** Exported names whose bindings live in this module. */
  locals: string[];
  /** `export { imported as exported } from …`; imported is `*` for `export * as exported`. */
  indirect: [exported: string, request: number, imported: string][];
  /** Requests of `export * from …`. */
  stars: number[];
  hasTopLevelAwait: boolean;
}

/**
 * The module's code as a generator: its first step hands out getters of the local exports, when
 * functions are hoisted and other bindings are in their temporal dead zone; its second runs the body.
 * A module with top-level await is an async generator, whose first step is as synchronous.
 *
 * @param live The exports of each request, read at every use.
 */
export type ModuleBody = (
  importMeta: () => object,
  importDynamically: (specifier: unknown, options?: unknown) => Promise<unknown>,
  provide: (getters: Record<string, () => unknown>) => void,
  ...live: object[]
) => Generator | AsyncGenerator;

/** Names that rewritten code uses for what the engine provides. Globals, hidden from enumeration. */
export const hiddenGlobals = {
  /** `(operand) => frame`: keeps what is awaited, and tells the async context to come back to. */
  captureFrame: '__nodeCaptureFrame',
  /** `() => operand`: what `captureFrame` has just kept. */
  awaited: '__nodeAwaited',
  /** `(frame, value) => value`: restores it after. */
  restoreFrame: '__nodeRestoreFrame',
  /** `(filename, specifier, options) => Promise`: `import()` in CommonJS. */
  importFromScript: '__nodeImport',
} as const;

/** Key of a request's namespace object among its live bindings; no export can be called so. */
export const NAMESPACE = '*namespace*';
