/** Ctrl-R: finds what was typed before, as bash and readline(3) do it. */

export type SearchResult =
  /** Goes on: this is to be shown in place of the edited line. */
  | { type: 'show'; text: string }
  /** Ends; the line is to be edited, or run. The keys have not been used up if there is a `rest`. */
  | { type: 'edit' | 'run'; line: string; rest: string }
  | { type: 'cancel' };

export class HistorySearch {
  readonly #lines: readonly string[];
  #query = '';
  /** Where the match stands; the length of the list before there is any. */
  #at: number;
  #failed = false;

  /** @param lines Oldest first. */
  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#at = lines.length;
  }

  get #match(): string {
    return this.#lines[this.#at] ?? '';
  }

  get text(): string {
    return `(${this.#failed ? 'failed ' : ''}reverse-i-search)'${this.#query}': ${this.#match}`;
  }

  /** @param key One character, or an escape sequence. `rest` is what follows it. */
  press(key: string, rest: string): SearchResult {
    switch (key) {
      case '\x12':
        this.#find(this.#at - 1);
        break;
      case '\x7f':
      case '\b':
        this.#query = this.#query.slice(0, -1);
        this.#find(this.#lines.length - 1);
        break;
      case '\x03':
      case '\x07':
        return { type: 'cancel' };
      case '\r':
      case '\n':
        return { type: 'run', line: this.#match, rest };
      default:
        if (key < ' ')
          return { type: 'edit', line: this.#match, rest: key === '\x1b' ? rest : key + rest };
        this.#query += key;
        this.#find(Math.min(this.#at, this.#lines.length - 1));
    }
    return { type: 'show', text: this.text };
  }

  #find(from: number): void {
    if (this.#query === '') return;
    for (let at = from; at >= 0; at--) {
      if (!this.#lines[at]?.includes(this.#query)) continue;
      this.#at = at;
      this.#failed = false;
      return;
    }
    this.#failed = true;
  }
}
