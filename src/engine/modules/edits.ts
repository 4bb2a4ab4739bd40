/** Text edits by position. Line breaks of removed text stay, so that positions in stacks hold. */
export class Edits {
  readonly #source: string;
  readonly #edits: { start: number; end: number; text: string; order: number }[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** The original text from a position on. */
  sourceFrom(start: number): string {
    return this.#source.slice(start);
  }

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, order: this.#edits.length });
  }

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text, order: this.#edits.length });
  }

  remove(start: number, end: number): void {
    this.replace(start, end, this.#source.slice(start, end).replace(/[^\n]+/g, ''));
  }

  toString(): string {
    const edits = this.#edits.sort((a, b) => a.start - b.start || a.order - b.order);
    let result = '';
    let position = 0;
    for (const { start, end, text } of edits) {
      result += this.#source.slice(position, start) + text;
      position = Math.max(position, end);
    }
    return result + this.#source.slice(position);
  }
}
