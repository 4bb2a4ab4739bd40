/** What the site's build puts into the script: `src/journal/offline/bundle.ts`. */
declare const __SITE__: {
  /** The second origin for previews; empty without one. */
  PREVIEW_ORIGIN: string;
  /** Of responses whose host sends none: names and values. */
  RESPONSE_HEADERS: Readonly<Record<string, string>>;
  /** Folders below the scope whose files never change under their names. */
  IMMUTABLE: readonly string[];
  /** Paths of the engine's files below the scope. */
  ENGINE_FILES: readonly string[];
};
