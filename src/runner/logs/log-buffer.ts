/** Splits output into lines and keeps only what can be shown: a flood must not fill the tab's memory. */

export interface LogBatch {
  /** Complete lines, oldest first. */
  lines: string[];
  /** The last line as far as it has come, without its newline. */
  partial: string;
  /** Lines that were dropped before they could be taken, since the last batch. */
  dropped: number;
}

/** A longer line is broken, or one endless line would grow without bound. */
const maxLineLength = 10_000;

/** A lone carriage return starts the line over, as in progress bars. */
const afterLastReturn = (line: string): string => {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
};

export class LogBuffer {
  readonly #limit: number;
  #lines: string[] = [];
  #partial = '';
  #dropped = 0;

  /** @param limit The number of lines kept until they are taken. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  append(chunk: string): void {
    const lines = (this.#partial + chunk).split('\n');
    let partial = lines.pop() ?? '';
    while (partial.length > maxLineLength) {
      lines.push(partial.slice(0, maxLineLength));
      partial = partial.slice(maxLineLength);
    }
    this.#partial = partial;
    for (const line of lines) {
      const text = afterLastReturn(line);
      this.#lines.push(text.length > maxLineLength ? `${text.slice(0, maxLineLength)}…` : text);
    }
    // Cutting at twice the limit keeps the cost of a long flood linear.
    if (this.#lines.length > 2 * this.#limit) this.#trim();
  }

  /** @param max The most lines to hand out; the others wait for the next call. */
  take(max: number): LogBatch {
    if (this.#lines.length > this.#limit) this.#trim();
    const lines = this.#lines.splice(0, max);
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { lines, partial: this.pending ? '' : afterLastReturn(this.#partial), dropped };
  }

  /** Whether complete lines are waiting. */
  get pending(): boolean {
    return this.#lines.length > 0;
  }

  clear(): void {
    this.#lines = [];
    this.#partial = '';
    this.#dropped = 0;
  }

  #trim(): void {
    const excess = this.#lines.length - this.#limit;
    this.#lines.splice(0, excess);
    this.#dropped += excess;
  }
}
