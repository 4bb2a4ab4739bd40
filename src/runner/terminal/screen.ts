/** A terminal's screen: xterm.js in the journal's colours, as large as its place. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import style from '@xterm/xterm/css/xterm.css?inline';
import { BoundedOutput } from './bounded-output.ts';
import { TerminalKeys } from './keys.ts';
import { onThemeChange, terminalTheme } from './theme.ts';

/**
 * Operating system commands by which a program speaks to what is around its terminal: window titles,
 * hyperlinks, notifications, the clipboard. Programs here are strangers, so none of it is done.
 */
const refusedCommands = [0, 1, 2, 7, 8, 9, 52, 133, 633, 777, 1337];

/** A style sheet that is imported would be in every page that has a runner. */
const styleSheet = document.createElement('style');
styleSheet.textContent = style;

export interface ScreenOptions {
  place: HTMLElement;
  /** What the terminal is called, for those who cannot see it. */
  label: string;
  /** Id of the text that says how to leave it. */
  describedBy: string;
  onTyped: (data: string) => void;
  onResize: (size: { cols: number; rows: number }) => void;
}

export class Screen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #place: HTMLElement;
  readonly #output = new BoundedOutput();
  readonly #release: (() => void)[] = [];
  #isWriting = false;

  constructor({ place, label, describedBy, onTyped, onResize }: ScreenOptions) {
    this.#place = place;
    // First, as what the others build on.
    if (!styleSheet.isConnected) document.head.prepend(styleSheet);
    const { fontFamily, fontSize } = getComputedStyle(place);
    this.#terminal = new Terminal({
      fontFamily,
      fontSize: Number.parseFloat(fontSize),
      lineHeight: 1.15,
      theme: terminalTheme(place),
      minimumContrastRatio: 4.5,
      // Programs end lines as on any terminal; there is no kernel here that would add the return.
      convertEol: true,
      // The text as elements that are read out, line by line.
      screenReaderMode: true,
      scrollback: 2_000,
      cursorBlink: false,
      // Links are not made; this is for a version that would.
      linkHandler: { activate: () => {} },
    });
    const terminal = this.#terminal;
    for (const command of refusedCommands) terminal.parser.registerOscHandler(command, () => true);
    terminal.loadAddon(this.#fit);
    terminal.open(place);
    terminal.textarea?.setAttribute('aria-label', label);
    terminal.textarea?.setAttribute('aria-describedby', describedBy);
    const keys = new TerminalKeys();
    terminal.attachCustomKeyEventHandler((event) => {
      const use = keys.use(event);
      if (use === 'copy' && terminal.hasSelection()) {
        event.preventDefault();
        void navigator.clipboard?.writeText(terminal.getSelection()).catch(() => {});
      }
      return use === 'type';
    });
    terminal.onData(onTyped);
    terminal.onResize(({ cols, rows }) => onResize({ cols, rows }));
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(place);
    this.#release.push(
      () => observer.disconnect(),
      onThemeChange(() => (terminal.options.theme = terminalTheme(place))),
    );
    this.fit();
  }

  get size(): { cols: number; rows: number } {
    const { cols, rows } = this.#terminal;
    return { cols, rows };
  }

  /** Takes the size of its place; does nothing while that is hidden. */
  fit(): void {
    if (this.#place.clientHeight > 0) this.#fit.fit();
  }

  focus(): void {
    this.#terminal.focus();
  }

  write(text: string): void {
    this.#output.append(text);
    this.#flush();
  }

  /** As if it were typed. */
  type(data: string): void {
    this.#terminal.input(data);
  }

  /** Takes no more keys; what it shows stays. */
  end(): void {
    this.#terminal.options.disableStdin = true;
    this.#terminal.options.cursorInactiveStyle = 'none';
    this.#terminal.blur();
  }

  dispose(): void {
    for (const undo of this.#release.splice(0)) undo();
    this.#terminal.dispose();
  }

  /** One write at a time: what comes while the terminal parses is bounded. */
  #flush(): void {
    if (this.#isWriting) return;
    const text = this.#output.take();
    if (text === '') return;
    this.#isWriting = true;
    this.#terminal.write(text, () => {
      this.#isWriting = false;
      this.#flush();
    });
  }
}
