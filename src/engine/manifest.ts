/** Names of the built files that the page has to know; the worker knows the rest. */
export interface EngineManifest {
  worker: string;
  /** Bytes of that file. */
  workerBytes: number;
  compiler: string;
  /** The engine's own programs, such as the shell, by name. */
  programs: Record<string, string>;
}
