/**
 * The embedded engine: Node's own JavaScript core in Web Workers, behind the WebContainer API.
 * The one entry of this package; see README.md.
 */
import type { Catalog } from './catalog.ts';
import { Downloads } from './host/downloads.ts';
import { EmbeddedContainer } from './host/embedded-container.ts';
import { Previews, type PreviewPlace } from './host/previews.ts';
import { StartTurns, workersAtOnce } from './host/start-turns.ts';
import { WorkerPool, type EngineFiles, type ExpectedProgram } from './host/worker-pool.ts';
import type { WarmUp } from './protocol.ts';

export { EmbeddedContainer } from './host/embedded-container.ts';
export type { EngineRequest } from './host/embedded-container.ts';
export type { EmbeddedProcess } from './host/embedded-process.ts';
export { EngineRequestError, type EngineResponse } from './host/response-stream.ts';
export type { EngineFiles, ExpectedProgram } from './host/worker-pool.ts';
export type { PreviewPlace } from './host/previews.ts';
export { PreviewUnavailable } from './preview/preview-unavailable.ts';
export type { Catalog, CatalogPackage } from './catalog.ts';
export type { EngineManifest } from './manifest.ts';
export type { WarmUp } from './protocol.ts';

export interface EngineOptions {
  /** Where the built scripts are. */
  files: EngineFiles;
  /** Where previews live, and who routes their requests. */
  previews: PreviewPlace;
  /** What a prewarmed worker runs once while it waits, so that the next program starts faster. */
  warmUp?: WarmUp;
}

export interface BootOptions {
  /** URLs of layer scripts, mounted in the working directory. */
  layers?: readonly string[];
  /** Packages that `npm install` can mount, by name; loaded when a shell first needs them. */
  catalog?: () => Promise<Catalog>;
  /** Name of the working directory below `/home`. */
  workdirName?: string;
  signal?: AbortSignal;
}

const DEFAULT_WORKDIR_NAME = 'project';

/** One for the page, whatever runs in it. */
const turns = new StartTurns(workersAtOnce(globalThis.navigator?.hardwareConcurrency ?? 2));

/** Why this browser cannot run the engine, or `undefined` when it can. */
export function unsupportedReason(): string | undefined {
  if (typeof Worker === 'undefined') return 'This browser has no Web Workers.';
  if (typeof WebAssembly === 'undefined') {
    return 'WebAssembly is off in this browser; its HTTP parser needs it.';
  }
  return undefined;
}

export class EmbeddedEngine {
  readonly #options: EngineOptions;
  readonly #pools = new Map<string, WorkerPool>();
  readonly #downloads = new Downloads();
  #previews: Previews | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /**
   * Starts a worker that loads Node and the layers, and waits for a program; a second one for its
   * first thread if it is expected to have one.
   */
  prewarm(
    layers: readonly string[] = [],
    {
      workdirName = DEFAULT_WORKDIR_NAME,
      ...expected
    }: ExpectedProgram & { workdirName?: string } = {},
  ): void {
    this.#pool(workdirName).prewarm(layers, expected);
    this.#startPreviews();
  }

  /** Makes a container. Takes no time: nothing runs before `spawn`. */
  async boot(options: BootOptions = {}): Promise<EmbeddedContainer> {
    options.signal?.throwIfAborted();
    const { layers = [], workdirName = DEFAULT_WORKDIR_NAME } = options;
    const id = crypto.randomUUID();
    const previews = this.#startPreviews();
    const container = new EmbeddedContainer({
      id,
      layers,
      catalog: options.catalog,
      workdir: `/home/${workdirName}`,
      pool: this.#pool(workdirName),
      previews,
    });
    previews.add(container);
    return container;
  }

  /** URL of the script that every worker runs: most of what a first program waits for. */
  get script(): string {
    const { folder, worker } = this.#options.files;
    return folder + worker;
  }

  /**
   * Loads what a program will wait for into the browser's cache: `script`, layers, large files that it reads.
   * Each is asked for once. Never rejects: what is missing is told by whoever needs it.
   *
   * @param onBytes called at once and with each piece with the bytes that are there, before compression
   */
  async load(urls: readonly string[], onBytes?: (bytes: number) => void): Promise<void> {
    const tell = (): void => onBytes?.(this.#downloads.bytes(urls));
    const off = this.#downloads.onBytes(tell);
    this.#downloads.start(urls);
    tell();
    await this.#downloads.settled(urls);
    off();
  }

  #pool(workdirName: string): WorkerPool {
    let pool = this.#pools.get(workdirName);
    if (!pool) {
      const { files, warmUp } = this.#options;
      const workdir = `/home/${workdirName}`;
      pool = new WorkerPool({ files, workdir, turns, downloads: this.#downloads, warmUp });
      this.#pools.set(workdirName, pool);
    }
    return pool;
  }

  #startPreviews(): Previews {
    this.#previews ??= new Previews(this.#options.previews);
    return this.#previews;
  }
}
