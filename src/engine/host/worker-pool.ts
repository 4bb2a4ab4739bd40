/** Workers that have Node loaded and wait for a program. */
import type { EngineManifest } from '../manifest.ts';
import type { HostMessage, WarmUp } from '../protocol.ts';

export interface EngineFiles extends EngineManifest {
  /** URL of the folder that holds the engine's scripts, ending with `/`. */
  folder: string;
}

/** A worker between `prepare` and `start`. */
export interface PreparedWorker {
  worker: Worker;
  /** Layers that it has mounted. */
  layers: readonly string[];
}

export class WorkerPool {
  readonly #files: EngineFiles;
  readonly #workdir: string;
  readonly #warmUp: WarmUp | undefined;
  #spare: PreparedWorker | undefined;

  constructor(files: EngineFiles, workdir: string, warmUp?: WarmUp) {
    this.#files = files;
    this.#workdir = workdir;
    this.#warmUp = warmUp;
  }

  /** Makes sure that a worker with these layers is, or is being, prepared. */
  prewarm(layers: readonly string[]): void {
    if (this.#spare && sameLayers(this.#spare.layers, layers)) return;
    this.#spare?.worker.terminate();
    this.#spare = this.#create(layers);
  }

  /** The waiting worker if there is one, else a new one. It takes `start` at once in both cases. */
  take(layers: readonly string[]): PreparedWorker {
    this.prewarm(layers);
    const taken = this.#spare!;
    this.#spare = undefined;
    return taken;
  }

  /** A new worker for a thread of a process that runs. */
  createThread(
    layers: readonly string[],
    thread: { id: number; name: string; isInternal: boolean },
  ): PreparedWorker {
    return this.#create(layers, thread);
  }

  clear(): void {
    this.#spare?.worker.terminate();
    this.#spare = undefined;
  }

  #create(
    layers: readonly string[],
    thread?: { id: number; name: string; isInternal: boolean },
  ): PreparedWorker {
    const { folder, worker: script, compiler, programs } = this.#files;
    const worker = new Worker(folder + script);
    // Asked for now, so that they arrive while the worker's own script is loaded and compiled; the
    // worker's `importScripts` then finds them in the HTTP cache.
    for (const layer of layers) void load(layer);
    const prepare: HostMessage = {
      type: 'prepare',
      workdir: this.#workdir,
      layers: [...layers],
      scripts: folder,
      compiler: folder + compiler,
      programs,
      warmUp: thread ? undefined : this.#warmUp,
      ...(thread && { thread }),
    };
    worker.postMessage(prepare);
    const prepared: PreparedWorker = { worker, layers: [...layers] };
    worker.addEventListener('error', () => {
      // A spare that cannot load must not be handed out; whoever asks next gets a fresh try.
      if (this.#spare === prepared) this.#spare = undefined;
    });
    return prepared;
  }
}

const load = async (url: string): Promise<void> => {
  try {
    await (await fetch(url)).arrayBuffer();
  } catch {
    // The worker asks again and reports the failure.
  }
};

const sameLayers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((layer, index) => layer === b[index]);
