/** While the reader waits for a program: how far loading is, and what is said when nothing comes for too long. */
import type { Progress } from '../container/engine.ts';
import { explainSilence, explainStall, type Problem } from './problem.ts';
import { isAwaited, type RunState } from './run-states.ts';

export interface PatienceOptions {
  state: () => RunState;
  /** Clock in milliseconds. */
  now: () => number;
  /** How long nothing may come before the reader is told, in milliseconds. */
  silence: number;
  /** Takes how far loading is; `undefined` when nothing is loaded any more. */
  onProgress: (progress: Progress | undefined) => void;
  /** Takes what the reader is to be told; `undefined` when what was said is not so any more. */
  onSilence: (problem: Problem | undefined) => void;
}

export class Patience {
  readonly #options: PatienceOptions;
  #progress: Progress | undefined;
  /** Whether the reader was told that nothing comes any more. */
  #isStalled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Something has come, or with `undefined`, all of it. */
  loads(progress: Progress | undefined): void {
    const state = this.#options.state();
    // What still comes when the program listens holds nobody up.
    if (!isAwaited(state) && state !== 'idle') return;
    this.#progress = progress;
    this.#options.onProgress(progress);
    if (this.#isStalled) {
      this.#isStalled = false;
      this.#options.onSilence(undefined);
    }
    this.begin();
  }

  /** From now on a sign is expected: a piece of what is loaded, or a port. */
  begin(): void {
    const { now, silence, state, onSilence } = this.#options;
    this.pause();
    const since = now();
    this.#timer = setTimeout(() => {
      if (!isAwaited(state())) return;
      const waited = now() - since;
      this.#isStalled = this.#progress !== undefined;
      if (this.#isStalled) onSilence(explainStall(waited));
      else if (state() === 'starting') onSilence(explainSilence(waited));
    }, silence);
  }

  /** Until the next sign none is expected. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Nobody waits any more. */
  end(): void {
    this.pause();
    if (!this.#progress) return;
    this.#progress = undefined;
    this.#isStalled = false;
    this.#options.onProgress(undefined);
  }
}
