/** The standard streams of a program that the page has spawned, which its children may inherit. */
import type { TerminalSize } from '../protocol.ts';
import { LineDiscipline } from './line-discipline.ts';

/** A process that reads from the console. */
export interface ConsoleReader {
  sendInput(data: string | null): void;
  resized(size: TerminalSize): void;
}

export class HostConsole {
  readonly input: WritableStream<string>;
  readonly output: ReadableStream<string>;
  terminal: TerminalSize | undefined;

  #isRaw = false;
  readonly #lineDiscipline = new LineDiscipline();

  #output: ReadableStreamDefaultController<string> | undefined;
  readonly #holders = new Set<ConsoleReader>();
  /** Who wants to read, the latest last. */
  #readers: ConsoleReader[] = [];
  #pending: string[] = [];
  #inputEnded = false;
  readonly #toldEnd = new Set<ConsoleReader>();
  readonly #interrupt: () => void;

  /** `interrupt`: Ctrl+C was typed at a terminal in line mode. */
  constructor(
    options: { output: boolean; terminal: TerminalSize | undefined },
    interrupt: () => void,
  ) {
    this.terminal = options.terminal;
    this.#interrupt = interrupt;
    this.output = new ReadableStream<string>({
      start: (controller) => {
        if (options.output) this.#output = controller;
        else controller.close();
      },
      cancel: () => {
        this.#output = undefined;
      },
    });
    this.input = new WritableStream<string>({
      write: (data) => this.#take(data),
      close: () => {
        this.#inputEnded = true;
        this.#pump();
      },
    });
  }

  write(text: string): void {
    if (text !== '') this.#output?.enqueue(text);
  }

  /** Tells every process that has the terminal. */
  resize(size: TerminalSize): void {
    this.terminal = size;
    for (const process of this.#holders) process.resized(size);
  }

  hold(process: ConsoleReader): void {
    this.#holders.add(process);
  }
  /** The output ends when the last process that could write to it has. */
  release(process: ConsoleReader): void {
    this.setReading(process, false);
    if (!this.#holders.delete(process) || this.#holders.size > 0) return;
    try {
      this.#output?.close();
    } catch {
      // Cancelled by its reader.
    }
    this.#output = undefined;
  }

  setReading(process: ConsoleReader, on: boolean): void {
    this.#readers = this.#readers.filter((reader) => reader !== process);
    if (on) this.#readers.push(process);
    this.#pump();
  }

  #take(data: string): void {
    let text = data;
    if (this.terminal && !this.#isRaw) {
      const { echo, input, interrupts } = this.#lineDiscipline.type(data);
      this.write(echo);
      text = input;
      if (interrupts) {
        // Ctrl+C throws away what was typed before.
        this.#pending = [];
        this.#interrupt();
      }
    }
    if (text !== '') this.#pending.push(text);
    this.#pump();
  }

  /** Whether a program has taken the terminal out of its line mode. */
  set isRaw(on: boolean) {
    this.#isRaw = on;
    // What is typed ahead of a program that reads key by key belongs to it.
    const typed = on ? this.#lineDiscipline.flush() : '';
    if (typed !== '') this.#pending.push(typed);
    this.#pump();
  }

  #pump(): void {
    const reader = this.#readers.at(-1);
    if (!reader) return;
    for (const data of this.#pending.splice(0)) reader.sendInput(data);
    if (!this.#inputEnded || this.#toldEnd.has(reader)) return;
    this.#toldEnd.add(reader);
    reader.sendInput(null);
  }
}
