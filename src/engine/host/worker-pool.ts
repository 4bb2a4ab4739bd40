/** Workers that have Node loaded and wait for a program. */
import type { EngineManifest } from '../manifest.ts';
import type { WarmUp } from '../protocol.ts';
import type { Downloads } from './downloads.ts';
import { EngineWorker } from './engine-worker.ts';
import type { StartTurns } from './start-turns.ts';

export interface EngineFiles extends EngineManifest {
  /** URL of the folder that holds the engine's scripts, ending with `/`. */
  folder: string;
}

/** A worker between `prepare` and `start`. */
export interface PreparedWorker {
  worker: EngineWorker;
  /** Layers that it has mounted. */
  layers: readonly string[];
}

/** What a thread must know before it can be prepared. */
interface ThreadIdentity {
  id: number;
  name: string;
  isInternal: boolean;
}

/** What is known of the programs of some layers. */
export interface ExpectedProgram {
  /** They start a thread. */
  hasThreads?: boolean;
  /** URLs of large files that they read at their start; in their thread, if they have one. */
  assets?: readonly string[];
}

/** The first thread of a program that gives it no name. */
const FIRST_THREAD: ThreadIdentity = { id: 1, name: 'WorkerThread', isInternal: false };

export interface WorkerPoolOptions {
  files: EngineFiles;
  /** Absolute path. */
  workdir: string;
  turns: StartTurns;
  downloads: Downloads;
  /** What a waiting worker runs once. */
  warmUp?: WarmUp | undefined;
}

export class WorkerPool {
  readonly #files: EngineFiles;
  readonly #workdir: string;
  readonly #turns: StartTurns;
  readonly #warmUp: WarmUp | undefined;
  readonly #downloads: Downloads;
  #spare: PreparedWorker | undefined;
  /** For the first thread of the next program, where programs are known to have threads. */
  #spareThread: PreparedWorker | undefined;
  #expected: ExpectedProgram = {};

  constructor({ files, workdir, turns, downloads, warmUp }: WorkerPoolOptions) {
    this.#files = files;
    this.#workdir = workdir;
    this.#turns = turns;
    this.#downloads = downloads;
    this.#warmUp = warmUp;
  }

  /** Makes sure that a worker with these layers is, or is being, prepared; for a thread, a second one. */
  prewarm(layers: readonly string[], expected = this.#expected): void {
    const { hasThreads } = (this.#expected = expected);
    if (!this.#spare || !sameLayers(this.#spare.layers, layers)) {
      this.#spare?.worker.terminate();
      this.#spare = this.#create(layers);
    }
    if (this.#spareThread && sameLayers(this.#spareThread.layers, layers)) return;
    this.#spareThread?.worker.terminate();
    this.#spareThread = hasThreads ? this.#create(layers, FIRST_THREAD) : undefined;
  }

  /** The waiting worker if there is one, else a new one. It takes `start` at once in both cases. */
  take(layers: readonly string[]): PreparedWorker {
    this.prewarm(layers);
    const taken = this.#spare!;
    this.#spare = undefined;
    return taken;
  }

  /** A worker for a thread of a process that runs. */
  createThread(layers: readonly string[], thread: ThreadIdentity): PreparedWorker {
    const spare = this.#spareThread;
    if (!spare || !sameLayers(spare.layers, layers) || !sameThread(thread, FIRST_THREAD)) {
      return this.#create(layers, thread);
    }
    this.#spareThread = undefined;
    return spare;
  }

  clear(): void {
    this.#spare?.worker.terminate();
    this.#spare = undefined;
    this.#spareThread?.worker.terminate();
    this.#spareThread = undefined;
  }

  #create(layers: readonly string[], thread?: ThreadIdentity): PreparedWorker {
    const { hasThreads = false, assets = [] } = this.#expected;
    const isReader = hasThreads === Boolean(thread);
    const { folder, worker: script, compiler, programs } = this.#files;
    // Asked for in the turn in which it is made: they arrive while its own script is loaded and compiled.
    const worker = new EngineWorker(folder + script, this.#turns, () =>
      this.#downloads.start([...layers, ...assets]),
    );
    worker.postMessage({
      type: 'prepare',
      workdir: this.#workdir,
      layers: [...layers],
      assets: isReader ? [...assets] : [],
      scripts: folder,
      compiler: folder + compiler,
      programs,
      warmUp: thread ? undefined : this.#warmUp,
      ...(thread && { thread }),
    });
    const prepared: PreparedWorker = { worker, layers: [...layers] };
    worker.onError(() => {
      // A spare that cannot load must not be handed out; whoever asks next gets a fresh try.
      if (this.#spare === prepared) this.#spare = undefined;
      if (this.#spareThread === prepared) this.#spareThread = undefined;
    });
    return prepared;
  }
}

const sameLayers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((layer, index) => layer === b[index]);

const sameThread = (a: ThreadIdentity, b: ThreadIdentity): boolean =>
  a.id === b.id && a.name === b.name && a.isInternal === b.isInternal;
