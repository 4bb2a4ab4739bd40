/** What an engine is to everything above it: something that boots a `Container`, or says why it cannot. */
import type { Container } from './container.ts';

export const engineIds = ['embedded', 'webcontainers'] as const;
export type EngineId = (typeof engineIds)[number];

/** What may be asked for: `auto` is WebContainers, and the embedded engine where they cannot boot. */
export const enginePreferences = [...engineIds, 'auto'] as const;
export type EnginePreference = (typeof enginePreferences)[number];

/**
 * A set of package files shared by many examples, content-addressed and cached for ever.
 * The same files in two forms: a script of compiled functions for the embedded engine, and a JSON
 * object `{ [path]: text | { base64 } | { file } }` for WebContainers. Paths are relative to the working
 * directory, `file` to the JSON.
 */
export interface LayerRef {
  /** Content hash; also the stem of both file names. */
  id: string;
  /** URL of the compiled script. */
  script: string;
  /** URL of the plain files. */
  files: string;
  /** Of the script and the assets, before compression. */
  bytes?: number;
  /** URLs of large binary files that a program reads at its start, such as WebAssembly. */
  assets?: string[];
  /** Its code starts threads. */
  hasThreads?: boolean;
}

/** How far loading is, in bytes before compression. */
export interface Progress {
  loaded: number;
  total: number;
}

export interface BootOptions {
  layers: LayerRef[];
  signal?: AbortSignal;
  /**
   * Told while the engine and the layers are loaded, also after `boot` as long as files are under way that
   * a program may wait for; at the end with `undefined`. An engine that cannot tell does not call it.
   */
  onProgress?: (progress: Progress | undefined) => void;
}

export const bootFailures = [
  'unsupported',
  'not-isolated',
  'blocked',
  'timed-out',
  'unknown',
] as const;
export type BootFailure = (typeof bootFailures)[number];

/** A boot that failed, with a sentence for the reader and the next step to take. */
export class BootError extends Error {
  readonly failure: BootFailure;
  readonly nextStep: string;
  constructor(failure: BootFailure, message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BootError';
    this.failure = failure;
    this.nextStep = nextStep;
  }
}

export interface Engine {
  readonly id: EngineId;
  /** The name shown to readers. */
  readonly name: string;
  /** Why this browser or page cannot run the engine, known without loading anything; else `undefined`. */
  unsupported(): BootError | undefined;
  /** Loads ahead of a likely Run; cheap to call twice, never throws. */
  prewarm(layers: LayerRef[]): void;
  /** @throws BootError, or the signal's reason when aborted. */
  boot(options: BootOptions): Promise<Container>;
}
