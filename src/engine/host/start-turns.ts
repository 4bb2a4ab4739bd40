/**
 * Lets few workers load Node at once; the others wait for their turn. A program that forks without end
 * would otherwise have dozens of threads compile the engine, and the page's own thread, which is one
 * among them, could not answer a click for seconds.
 */
export class StartTurns {
  readonly #limit: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Calls `start` when it is its turn: at once if there is room. Returns what gives the turn back, or
   * gives up waiting for it; it may be called more than once.
   */
  ask(start: () => void): () => void {
    let hasTurn = false;
    const begin = (): void => {
      this.#taken++;
      hasTurn = true;
      start();
    };
    this.#waiting.add(begin);
    this.#next();
    return () => {
      this.#waiting.delete(begin);
      if (!hasTurn) return;
      hasTurn = false;
      this.#taken--;
      this.#next();
    };
  }

  /** Whether whoever asks now has to wait. */
  get isFull(): boolean {
    return this.#taken >= this.#limit;
  }

  #next(): void {
    const [first] = this.#waiting;
    if (!first || this.isFull) return;
    this.#waiting.delete(first);
    first();
  }
}

/**
 * Two at least, for a program and its first thread; one core is left to the page.
 *
 * @param cores of the machine, `navigator.hardwareConcurrency`
 */
export const workersAtOnce = (cores: number): number => Math.max(2, cores - 1);
