/** ANSI colours as elements. The output is a stranger's: all of its text is escaped, no link is made. */
import { AnsiUp } from 'ansi_up';

// Operating system commands (titles, hyperlinks), also without an end: ansi_up would hold back
// everything after an unfinished one. Likewise a control sequence that is cut off, by the line's end or by
// a character that cannot be in one: a program could silence the log with it.
// eslint-disable-next-line no-control-regex
const commands = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*(?![ -~])|\x1b[()*+]?$/g;

/** Renders line after line; a colour that is not reset goes on in the next line. */
export class AnsiRenderer {
  readonly #ansi = new AnsiUp();

  constructor() {
    this.#ansi.escape_html = true;
    this.#ansi.use_classes = true;
    this.#ansi.url_allowlist = {};
  }

  /** @returns HTML whose only elements are `<span>`s with `ansi-…` classes and colours. */
  html(line: string): string {
    return this.#ansi.ansi_to_html(line.replace(commands, ''));
  }
}
