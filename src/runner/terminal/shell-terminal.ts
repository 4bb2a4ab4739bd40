/** One terminal: a screen, and the engine's shell behind it until either ends. */
import type { Container, ContainerProcess } from '../../container/container.ts';
import { h } from '../dom.ts';
import { Screen } from './screen.ts';

export interface ShellTerminalOptions {
  /** The tab's panel. */
  panel: HTMLElement;
  label: string;
  describedBy: string;
  /** The container with the reader's edits, booted if there is none. */
  open: () => Promise<Container>;
  /** Gives the container the edits made since. */
  writeEdits: () => Promise<void>;
  folder: string;
  env: Record<string, string>;
  /** The shell has ended, or could not be started. */
  onEnd: () => void;
  /** The reader asks for another terminal in its place. */
  onReplace: () => void;
}

/** Of a process that was killed, as by Reset. */
const killed = 137;

export const shellStates = ['starting', 'running', 'ended'] as const;
export type ShellState = (typeof shellStates)[number];

export class ShellTerminal {
  readonly #options: ShellTerminalOptions;
  readonly #screen: Screen;
  readonly #note = h('div', { class: 'terminal-note', role: 'status' });
  /** Keys in their order, each after the edits that a command is to see. */
  #typed: Promise<void> = Promise.resolve();
  #writer: WritableStreamDefaultWriter<string> | undefined;
  #process: ContainerProcess | undefined;
  #state: ShellState = 'starting';

  constructor(options: ShellTerminalOptions) {
    this.#options = options;
    const place = h('div', { class: 'terminal-screen' });
    options.panel.append(place, this.#note);
    this.#screen = new Screen({
      place,
      label: options.label,
      describedBy: options.describedBy,
      onTyped: (data) => this.#type(data),
      onResize: (size) => this.#process?.resize(size),
    });
    void this.#start();
  }

  get state(): ShellState {
    return this.#state;
  }

  /** To be called when its tab is shown: a hidden screen has no size. */
  shown(): void {
    this.#screen.fit();
  }

  focus(): void {
    if (this.#state === 'ended') this.#note.querySelector('button')?.focus();
    else this.#screen.focus();
  }

  press(data: string): void {
    this.#screen.type(data);
    this.#screen.focus();
  }

  close(): void {
    this.#state = 'ended';
    this.#process?.kill();
    this.#screen.dispose();
  }

  async #start(): Promise<void> {
    this.#note.textContent = 'Starting the shell…';
    try {
      const container = await this.#options.open();
      if (this.#isOver()) return;
      const process = await container.spawn('jsh', {
        cwd: this.#options.folder,
        env: this.#options.env,
        terminal: this.#screen.size,
      });
      this.#process = process;
      if (this.#isOver()) return process.kill();
      // The panel may have changed its size while the shell was on its way.
      process.resize(this.#screen.size);
      this.#writer = process.input.getWriter();
      const shown = this.#show(process.output);
      const code = await process.exit.catch(() => killed);
      // What it printed last belongs above the words on its end.
      await shown;
      this.#end(
        code === killed
          ? 'This terminal was ended from outside, as Reset does.'
          : `The shell has ended with exit code ${code}.`,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#end(`The shell could not be started. ${reason}`);
    }
  }

  async #show(output: ReadableStream<string>): Promise<void> {
    const reader = output.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.#isOver()) break;
        if (this.#state === 'starting') {
          this.#state = 'running';
          this.#note.replaceChildren();
        }
        this.#screen.write(value);
      }
    } catch {
      // The stream broke with its process, whose end is reported by its exit.
    } finally {
      void reader.cancel().catch(() => {});
    }
  }

  #type(data: string): void {
    this.#typed = this.#typed.then(async () => {
      // A program that a command starts is to have the text that is in the editor.
      if (data.includes('\r')) await this.#options.writeEdits();
      await this.#writer?.write(data).catch(() => {});
    });
  }

  /** `close` and the end of the container may come while something is awaited. */
  #isOver(): boolean {
    return this.#state === 'ended';
  }

  #end(words: string): void {
    if (this.#isOver()) return;
    this.#state = 'ended';
    this.#screen.end();
    const again = h('button', { type: 'button' }, 'New terminal');
    again.addEventListener('click', () => this.#options.onReplace());
    this.#note.replaceChildren(h('p', {}, words), again);
    this.#options.onEnd();
  }
}
