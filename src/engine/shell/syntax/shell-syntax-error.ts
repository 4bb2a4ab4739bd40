/** A script that cannot be parsed. */
export class ShellSyntaxError extends Error {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** The script ends too early: more input could make it valid. */
  readonly incomplete: boolean;

  constructor(text: string, at: number, message: string, incomplete: boolean) {
    const before = text.slice(0, at).split('\n');
    super(message);
    this.name = 'ShellSyntaxError';
    this.line = before.length;
    this.column = before.at(-1)!.length + 1;
    this.incomplete = incomplete;
  }
}
