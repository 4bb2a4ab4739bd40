/**
 * What a terminal in line mode does with what is typed, as Linux's line discipline: it echoes, lets
 * the line be corrected, and hands it on when Enter is pressed.
 */

export interface TypedResult {
  /** To be shown. */
  echo: string;
  /** For the program: whole lines, or nothing. */
  input: string;
  /** Ctrl-C was typed. What was typed before it is gone. */
  interrupts: boolean;
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const CTRL_W = '\x17';
const ESCAPE = '\x1b';
const ESCAPE_SEQUENCE = new RegExp(`^${ESCAPE}(?:\\[[\\d;]*[A-Za-z~]|O.)?`);
const ERASE = '\b \b';

export class LineDiscipline {
  #line: string[] = [];

  type(text: string): TypedResult {
    const result: TypedResult = { echo: '', input: '', interrupts: false };
    const erase = (count: number): void => {
      this.#line.length -= count;
      result.echo += ERASE.repeat(count);
    };
    let rest = text;
    while (rest !== '') {
      const sequence = ESCAPE_SEQUENCE.exec(rest)?.[0];
      const key = sequence ?? String.fromCodePoint(rest.codePointAt(0)!);
      rest = rest.slice(key.length);
      if (key === '\r' || key === '\n') {
        result.echo += '\r\n';
        result.input += `${this.flush()}\n`;
      } else if (key === '\x7f' || key === '\b') {
        if (this.#line.length > 0) erase(1);
      } else if (key === CTRL_U) erase(this.#line.length);
      else if (key === CTRL_W) {
        const before = this.#line.join('').replace(/\S*\s*$/, '');
        erase(this.#line.length - [...before].length);
      } else if (key === CTRL_C) {
        this.#line = [];
        result.echo += '^C';
        result.input = '';
        result.interrupts = true;
      } else if (key === CTRL_D) {
        // At the start of a line it ends the input, else it hands on what is there.
        result.input += this.#line.length > 0 ? this.flush() : CTRL_D;
      } else if (sequence === undefined && (key >= ' ' || key === '\t')) {
        this.#line.push(key);
        result.echo += key;
      }
    }
    return result;
  }

  /** The line as far as it is typed, which then begins anew. */
  flush(): string {
    return this.#line.splice(0).join('');
  }
}
