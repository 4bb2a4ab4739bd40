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
const CTRL_C = '\x03';
const CTRL_R = '\x12';
const CTRL_D = '\x04';
const LINE_END_OR_SEARCH = new RegExp(`[\\r\\n${CTRL_R}${CTRL_D}]`);
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
  /** Who waits for a line that is no command line. */
  #reader: ((text: string | undefined) => void) | undefined;
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
      if (this.#reader) this.#deliver(`${line}\n`);
      else {
        options.onLine(line);
        this.#interruptAhead();
      }
    });
    this.#interface.on('history', (kept) => {
      // What a program asks for is no command.
      if (this.#reader) kept.shift();
    });
    this.#interface.on('SIGINT', () => options.onInterrupt());
    input.on('end', () => this.#end());
  }

  /**
   * Reads a line for a command that runs within the shell.
   * @returns the line with its end, or `undefined` for Ctrl-D.
   */
  async read(signal: AbortSignal | undefined): Promise<string | undefined> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    const stop = (): void => {
      this.#reader = undefined;
      this.#suspend();
      this.discard();
      reject(signal!.reason as Error);
    };
    signal?.addEventListener('abort', stop, { once: true });
    this.#reader = resolve;
    this.edit('');
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #deliver(text: string | undefined): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(text);
  }

  #end(): void {
    this.#suspend();
    if (this.#reader) this.#deliver(undefined);
    else this.#options.onEnd();
  }

  /** Takes the terminal and lets the next line be typed. */
  edit(prompt: string): void {
    // After Ctrl-C at a prompt it has the terminal already.
    if (!this.#isEditing) {
      const { input } = this.#options;
      input.setRawMode(true);
      input.on('data', this.#receive);
      input.resume();
      this.#isEditing = true;
    }
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

  /** Ctrl-C that was typed before the command had the terminal is meant for it all the same. */
  #interruptAhead(): void {
    const at = this.#ahead.lastIndexOf(CTRL_C);
    if (at < 0 || this.#isEditing) return;
    this.#ahead = this.#ahead.slice(at + 1);
    this.#options.onInterrupt();
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
      if (this.#ahead.startsWith(CTRL_D) && this.#interface.line === '') {
        this.#ahead = this.#ahead.slice(1);
        return this.#end();
      }
      const stop = LINE_END_OR_SEARCH.exec(this.#ahead);
      if (stop?.index === 0 && stop[0] === CTRL_R) {
        this.#ahead = this.#ahead.slice(1);
        this.#search = new HistorySearch(this.#options.lines);
        this.#show(this.#search.text);
        continue;
      }
      const ends = stop !== null && (stop.index === 0 || !/[^\r\n]/.test(stop[0]));
      const end = stop === null ? this.#ahead.length : ends ? stop.index + 1 : stop.index;
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
