/**
 * Reads command lines at a terminal with Node's own `readline`. Between two lines the terminal is the
 * program's: keys go through a stream of our own, so that what is typed ahead stays for the next line
 * and a program's input never reaches the editor.
 */
import { clearLine, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { HistorySearch } from './history-search.ts';

const ESCAPE = '\x1b';
const CTRL_R = '\x12';
const LINE_END_OR_SEARCH = new RegExp(`[\\r\\n${CTRL_R}]`);
/** A character, or the escape sequence of a key. */
const ONE_KEY = new RegExp(`^(?:${ESCAPE}(?:\\[[\\d;]*[A-Za-z~]|O.)?|[^])`, 'u');

export interface LineEditorOptions {
  input: ReadStream;
  output: WriteStream;
  /** Newest first. */
  history: string[];
  /** Oldest first, for Ctrl-R. */
  lines: readonly string[];
  complete(line: string): [hits: string[], word: string];
  onLine(line: string): void;
  /** Ctrl-C. */
  onInterrupt(): void;
  /** Ctrl-D at an empty line, or the end of the input. */
  onEnd(): void;
}

export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #keys = Object.assign(new PassThrough(), { isTTY: true });
  readonly #interface: Interface;
  /** Typed and not yet handed to the editor. */
  #ahead = '';
  #isEditing = false;
  #search: HistorySearch | undefined;
  readonly #decoder = new TextDecoder();

  constructor(options: LineEditorOptions) {
    const { input, output, history } = options;
    this.#options = options;
    this.#interface = createInterface({
      input: this.#keys,
      output,
      terminal: true,
      history,
      removeHistoryDuplicates: true,
      historySize: 500,
      completer: (line: string) => options.complete(line),
    });
    this.#interface.on('line', (line) => {
      this.#suspend();
      options.onLine(line);
    });
    this.#interface.on('SIGINT', () => options.onInterrupt());
    this.#interface.on('close', () => {
      this.#suspend();
      options.onEnd();
    });
    input.on('end', () => this.#interface.close());
  }

  /** Takes the terminal and lets the next line be typed. */
  edit(prompt: string): void {
    const { input } = this.#options;
    input.setRawMode(true);
    input.on('data', this.#receive);
    input.resume();
    this.#isEditing = true;
    this.#interface.setPrompt(prompt);
    this.#interface.prompt();
    this.#feed();
  }

  /** Drops the line that is being edited. */
  discard(): void {
    this.#ahead = '';
    // Not by a key, which would draw the line once more below what is left of it.
    Object.assign(this.#interface, { line: '', cursor: 0 });
  }

  /** Writes above the line that is being edited. @param text Ends with a line feed. */
  writeAbove(text: string): void {
    const { output } = this.#options;
    if (!this.#isEditing) {
      output.write(text);
      return;
    }
    const { rows } = this.#interface.getCursorPos();
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    output.write(`\x1b[J${text}`);
    this.#interface.prompt(true);
  }

  close(): void {
    this.#suspend();
    this.#interface.removeAllListeners('close');
    this.#interface.close();
  }

  #suspend(): void {
    if (!this.#isEditing) return;
    const { input } = this.#options;
    this.#isEditing = false;
    input.off('data', this.#receive);
    input.pause();
    input.setRawMode(false);
  }

  readonly #receive = (chunk: Uint8Array | string): void => {
    this.#ahead +=
      typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true });
    this.#feed();
  };

  /** Hands keys on up to the end of a line: what follows is for after the command. */
  #feed(): void {
    while (this.#isEditing && this.#ahead !== '') {
      if (this.#search) {
        this.#searchKey();
        continue;
      }
      const stop = LINE_END_OR_SEARCH.exec(this.#ahead);
      if (stop?.index === 0 && stop[0] === CTRL_R) {
        this.#ahead = this.#ahead.slice(1);
        this.#search = new HistorySearch(this.#options.lines);
        this.#show(this.#search.text);
        continue;
      }
      const end =
        stop === null ? this.#ahead.length : stop[0] === CTRL_R ? stop.index : stop.index + 1;
      const keys = this.#ahead.slice(0, end);
      this.#ahead = this.#ahead.slice(end);
      this.#keys.write(keys);
      // The editor sees them in a later turn, and the line's end before anything else is typed.
      if (stop !== null) return void setImmediate(() => this.#feed());
    }
  }

  #searchKey(): void {
    const key = ONE_KEY.exec(this.#ahead)![0];
    const rest = this.#ahead.slice(key.length);
    this.#ahead = rest;
    const result = this.#search!.press(key.startsWith(ESCAPE) ? ESCAPE : key, rest);
    if (result.type === 'show') {
      this.#show(result.text);
      return;
    }
    this.#search = undefined;
    const { output } = this.#options;
    cursorTo(output, 0);
    clearLine(output, 0);
    if (result.type === 'cancel') this.#setLine('');
    else {
      this.#ahead = result.type === 'run' ? `\r${result.rest}` : result.rest;
      this.#setLine(result.line);
    }
    this.#interface.prompt(true);
  }

  #show(text: string): void {
    const { output } = this.#options;
    cursorTo(output, 0);
    clearLine(output, 0);
    output.write(text);
  }

  #setLine(text: string): void {
    this.#interface.write(null, { ctrl: true, name: 'e' });
    this.#interface.write(null, { ctrl: true, name: 'u' });
    if (text !== '') this.#interface.write(text);
  }
}
