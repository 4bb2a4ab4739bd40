/** Output on its way to a terminal, which draws slower than a program can print. */

/** Characters that may wait; beyond that the oldest go, down to the second number. */
const most = 1_000_000;
const kept = 200_000;

export class BoundedOutput {
  #chunks: string[] = [];
  #size = 0;
  #dropped = 0;

  append(chunk: string): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > most) this.#drop();
  }

  /** @returns All that waits, with a word on what was dropped before it; empty when nothing waits. */
  take(): string {
    const text = this.#chunks.join('');
    const note =
      this.#dropped > 0
        ? `\x1b[0m\r\n[${this.#dropped.toLocaleString('en')} characters were printed too fast to be shown]\r\n`
        : '';
    this.#chunks = [];
    this.#size = 0;
    this.#dropped = 0;
    return note + text;
  }

  #drop(): void {
    const text = this.#chunks.join('');
    // From the start of a line, or an escape sequence could be cut in two.
    const from = text.indexOf('\n', text.length - kept) + 1 || text.length - kept;
    this.#chunks = [text.slice(from)];
    this.#size = text.length - from;
    this.#dropped += from;
  }
}
