/** One line at the foot of a terminal that says what takes so long. */
import type { Output } from '../run/streams.ts';

/** Milliseconds before anything is shown: what is done sooner needs no progress. */
const DELAY = 1000;
/** Milliseconds between two updates. */
const INTERVAL = 100;
const CLEAR_LINE = '\r\x1b[K';

export class Progress {
  readonly #output: Output;
  readonly #started = performance.now();
  #last = 0;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    const now = performance.now();
    if (!this.#output.isTerminal || now - this.#started < DELAY || now - this.#last < INTERVAL)
      return;
    this.#last = now;
    this.#isShown = true;
    const width = (this.#output.columns ?? 80) - 1;
    void this.#output.write(CLEAR_LINE + text.slice(0, width));
  }

  async clear(): Promise<void> {
    if (this.#isShown) await this.#output.write(CLEAR_LINE);
    this.#isShown = false;
  }
}
