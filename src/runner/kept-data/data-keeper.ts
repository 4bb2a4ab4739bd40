/**
 * Keeps what the databases of an example hold over a reload of the page, when the reader asks for it. The
 * databases write into a folder of the container; its contents are kept in this browser.
 */
import type { Container } from '../../container/container.ts';
import type { DataStore } from './data-store.ts';

/** In the working directory, beside the example's folder. */
const folder = '.data';
/** Milliseconds without a further change before the folder is kept. */
const quiet = 400;

export interface DataKeeperOptions {
  store: DataStore;
  /** Names the example in the store. */
  key: string;
  isOn: boolean;
  /** Something could not be kept; the program runs all the same. */
  failed: (error: Error) => void;
}

export class DataKeeper {
  readonly #options: DataKeeperOptions;
  /** The container whose folder is watched, and how to stop. */
  #watched: { container: Container; stop: () => void } | undefined;
  #isOn: boolean;

  constructor(options: DataKeeperOptions) {
    this.#options = options;
    this.#isOn = options.isOn;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Takes effect at the next start of the program. Turned off, what was kept is deleted. */
  async turn(on: boolean): Promise<void> {
    this.#isOn = on;
    if (!on) await this.forget();
  }

  /** Deletes what was kept. */
  async forget(): Promise<void> {
    this.#release();
    await this.#try(() => this.#options.store.delete(this.#options.key));
  }

  /**
   * Brings back what was kept, once per container, and keeps what changes from now on.
   *
   * @returns Variables for the program: where its databases keep their data.
   */
  async prepare(container: Container): Promise<Record<string, string>> {
    if (!this.#isOn) return {};
    if (this.#watched?.container !== container) {
      this.#release();
      await container.fs.mkdir(folder, { recursive: true });
      const kept = await this.#try(() => this.#options.store.get(this.#options.key));
      if (kept) await container.mount(kept, { mountPoint: folder });
      this.#watch(container);
    }
    return { EMBEDDED_DATA: `${container.workdir}/${folder}` };
  }

  #watch(container: Container): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = async (): Promise<void> => {
      const bytes = await container.export(folder, { format: 'binary' });
      // Whoever turned it off in the meantime has deleted it already.
      if (this.#watched?.container !== container) return;
      await this.#options.store.put(this.#options.key, bytes);
    };
    const watcher = container.fs.watch(folder, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.#try(save), quiet);
    });
    const stop = (): void => {
      clearTimeout(timer);
      watcher.close();
    };
    this.#watched = { container, stop };
  }

  #release(): void {
    this.#watched?.stop();
    this.#watched = undefined;
  }

  async #try<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#options.failed(error as Error);
      return undefined;
    }
  }
}
