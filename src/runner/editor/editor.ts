/**
 * One file's editor. A textarea over the code that the page was served with is there at once; the first
 * focus loads CodeMirror, which takes over text, caret, focus and scroll position.
 */
import { h } from '../dom.ts';
import type { CodeEditor } from './code-editor.ts';
import type { Fault } from './faults.ts';
import { PlainEditor } from './plain-editor.ts';

export interface EditorOptions {
  /** The `<pre>` with one `.line` per line, as `highlight` makes it, or with none. */
  code: HTMLElement;
  path: string;
  text: string;
  /** Id of the element that tells how to leave the editor by keyboard. */
  describedBy: string;
  onEdit: (text: string) => void;
}

const once = (target: EventTarget, type: string): Promise<void> =>
  new Promise((resolve) => target.addEventListener(type, () => resolve(), { once: true }));

export class Editor {
  readonly #options: EditorOptions;
  /** The scrolling box that holds the editor. */
  readonly #box: HTMLElement;
  readonly #sheet: HTMLElement;
  /** The text that a later undo of CodeMirror leads back to. */
  #original: string;
  #plain: PlainEditor | undefined;
  #full: CodeEditor | undefined;
  #loading: Promise<void> | undefined;
  #faults: readonly Fault[] = [];
  /** While an input method or a pressed pointer holds on to the textarea. */
  #held: Promise<void> | undefined;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#original = options.text;
    this.#box = options.code.closest<HTMLElement>('.code')!;
    this.#sheet = options.code.parentElement!;
    this.#plain = new PlainEditor(options);
    const { area } = this.#plain;
    area.addEventListener('focus', () => void this.load());
    area.addEventListener('compositionstart', () => (this.#held = once(area, 'compositionend')));
    area.addEventListener('pointerdown', () => {
      this.#held = Promise.race([once(window, 'pointerup'), once(window, 'pointercancel')]);
    });
    if (document.activeElement === this.#box) area.focus({ preventScroll: true });
  }

  get text(): string {
    return (this.#full ?? this.#plain)?.text ?? '';
  }

  /** Shows another text, without a word to `onEdit`. */
  set text(text: string) {
    const editor = this.#full ?? this.#plain;
    if (!editor || editor.text === text) return;
    if (this.#plain) this.#original = text;
    editor.text = text;
  }

  /** Marks lines; the first mark loads CodeMirror, which draws them. */
  set faults(faults: readonly Fault[]) {
    this.#faults = faults;
    if (this.#full) this.#full.faults = faults;
    else if (faults.length > 0) void this.load();
  }

  /** Gives lines the colours of the build, for as long as CodeMirror is not there. */
  colour(text: string, lines: ArrayLike<Element>): void {
    this.#plain?.colour(text, lines);
  }

  /** @param line From 1. Without it, the caret is where it was. */
  async focus(line?: number): Promise<void> {
    await this.load();
    if (line !== undefined) this.#full?.goTo(line);
    if (this.#full) this.#full.focus();
    else this.#plain?.area.focus();
  }

  /** Brings CodeMirror. Where it cannot be loaded, the textarea stays, and the next focus tries again. */
  load(): Promise<void> {
    this.#loading ??= import('./code-editor.ts').then(
      async ({ CodeEditor }) => {
        while (this.#held) {
          const held = this.#held;
          await held;
          if (held === this.#held) this.#held = undefined;
        }
        this.#handOver(CodeEditor);
      },
      () => void (this.#loading = undefined),
    );
    return this.#loading;
  }

  #handOver(Editor: typeof CodeEditor): void {
    const plain = this.#plain;
    if (!plain) return;
    const { area, text } = plain;
    const { path, describedBy, onEdit } = this.#options;
    const isFocused = document.activeElement === area;
    const isBackward = area.selectionDirection === 'backward';
    const { selectionStart, selectionEnd } = area;
    const { scrollTop: top, scrollLeft: left } = this.#box;
    const host = h('div', { class: 'code-host' });
    this.#box.append(host);
    const full = new Editor({
      parent: host,
      path,
      text: this.#original,
      label: `${path}, editor`,
      describedBy,
      onEdit,
    });
    full.text = text;
    full.select(
      isBackward ? selectionEnd : selectionStart,
      isBackward ? selectionStart : selectionEnd,
    );
    this.#plain = undefined;
    this.#full = full;
    // In this order: the keyboard of a phone stays when one editable takes the focus from another.
    if (isFocused) full.focus();
    this.#sheet.remove();
    full.scroll = { top, left };
    if (this.#faults.length > 0) full.faults = this.#faults;
  }
}
