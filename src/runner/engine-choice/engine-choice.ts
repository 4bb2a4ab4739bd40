/** The engine of one panel: what is preferred, and what that has come to. Knows no DOM. */
import type { BootError, Engine, EngineId, EnginePreference } from '../../container/engine.ts';
import { loadEngine } from '../../container/engines.ts';
import { withFallback } from '../../container/fallback.ts';

export interface EngineChoiceOptions {
  preference: EnginePreference;
  /** WebContainers could not boot, and the embedded engine has taken their place. */
  replaced: (error: BootError) => void;
  load?: (id: EngineId) => Promise<Engine>;
}

export class EngineChoice {
  readonly #load: (id: EngineId) => Promise<Engine>;
  readonly #replaced: EngineChoiceOptions['replaced'];
  #preference: EnginePreference;
  #engine: Promise<Engine> | undefined;

  constructor({ preference, replaced, load = loadEngine }: EngineChoiceOptions) {
    this.#preference = preference;
    this.#replaced = replaced;
    this.#load = load;
  }

  /** The engine that boots next; with `auto`, the one that has been come to. */
  get current(): EngineId {
    return this.#preference === 'auto' ? 'webcontainers' : this.#preference;
  }

  /** @returns Whether that is another one than before. */
  choose(id: EngineId): boolean {
    if (this.#preference === id) return false;
    const isOther = this.current !== id;
    this.#preference = id;
    this.#engine = undefined;
    return isOther;
  }

  /** The engine to boot with; the same one as long as the choice holds. */
  engine(): Promise<Engine> {
    if (this.#engine) return this.#engine;
    const engine = this.#preference === 'auto' ? this.#auto() : this.#load(this.#preference);
    this.#engine = engine;
    // What could not be loaded is asked for again.
    engine.catch(() => {
      if (this.#engine === engine) this.#engine = undefined;
    });
    return engine;
  }

  /** Why an engine cannot run here, as far as that is known without booting it. */
  async unsupported(id: EngineId): Promise<BootError | undefined> {
    return (await this.#load(id)).unsupported();
  }

  async #auto(): Promise<Engine> {
    const engines = await Promise.all([this.#load('webcontainers'), this.#load('embedded')]);
    return withFallback(...engines, (error) => {
      // The engine itself goes on with the embedded one, so that it is not asked for again.
      if (this.#preference === 'auto') this.#preference = 'embedded';
      this.#replaced(error);
    });
  }
}
