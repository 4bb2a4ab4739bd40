/**
 * A `<textarea>` with transparent text over the highlighted code, both in one grid cell with the same
 * metrics: the browser's own caret, selection, undo, spell of touch keyboards and screen reader
 * support, and nothing moves when it appears. It is there at once, until CodeMirror is. Lines that equal
 * a line of the author's have the colours of the build; the others are coloured by `quickTokens`, and so
 * is a file that the page came without, until `colour`.
 */
import { h } from '../dom.ts';
import { tokenClass } from '../token-kinds.ts';
import { breakLine, type Edit, indent, outdent, type Selection } from './indent.ts';
import { changedLines } from './line-diff.ts';
import { quickTokens } from './quick-tokens.ts';
import { revealCaret } from './reveal-caret.ts';

export interface PlainEditorOptions {
  /** The `<pre>` with one `.line` per line, as `highlight` makes it, or with none. */
  code: HTMLElement;
  path: string;
  /** The author's. */
  text: string;
  /** Id of the element that tells how to leave the editor by keyboard. */
  describedBy: string;
  onEdit: (text: string) => void;
}

export class PlainEditor {
  readonly #path: string;
  readonly #area: HTMLTextAreaElement;
  readonly #layer: HTMLElement;
  readonly #authored = new Map<string, Element>();
  #lines: string[];
  /** After Escape, Tab moves the focus as everywhere else (WCAG 2.1.2, no keyboard trap). */
  #released = false;

  constructor({ code, path, text, describedBy, onEdit }: PlainEditorOptions) {
    this.#path = path;
    this.#lines = text.split('\n');
    this.#layer = code.querySelector('code') ?? code;
    if (this.#layer.childElementCount > 0) this.#learn(this.#lines, this.#layer.children);
    else this.#layer.append(...this.#lines.map((line) => this.#lineElement(line)));
    this.#area = h('textarea', {
      class: 'editor-input',
      'aria-label': `${path}, editor`,
      'aria-describedby': describedBy,
      autocapitalize: 'off',
      autocomplete: 'off',
      autocorrect: 'off',
      spellcheck: 'false',
      wrap: 'off',
      rows: 1,
    });
    this.#area.value = text;
    this.#area.addEventListener('input', () => {
      this.#render();
      onEdit(this.#area.value);
    });
    this.#area.addEventListener('selectionchange', () => this.#reveal());
    this.#area.addEventListener('focus', () => (this.#released = false));
    this.#area.addEventListener('keydown', (event) => this.#onKey(event));
    code.setAttribute('aria-hidden', 'true');
    code.after(this.#area);
  }

  /** What is typed into: its focus and selection are the editor's. */
  get area(): HTMLTextAreaElement {
    return this.#area;
  }

  get text(): string {
    return this.#area.value;
  }

  /** Shows another text, without a word to `onEdit`. */
  set text(text: string) {
    if (text === this.#area.value) return;
    this.#area.value = text;
    this.#render();
  }

  /**
   * Gives the lines the colours of the build.
   *
   * @param text The author's. @param lines An element for each line of it.
   */
  colour(text: string, lines: ArrayLike<Element>): void {
    this.#learn(text.split('\n'), lines);
    this.#layer.replaceChildren(...this.#lines.map((line) => this.#lineElement(line)));
  }

  #learn(texts: readonly string[], lines: ArrayLike<Element>): void {
    texts.forEach((line, index) => {
      const element = lines[index];
      if (element) this.#authored.set(line, element.cloneNode(true) as Element);
    });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      this.#released = true;
      return;
    }
    const released = this.#released;
    if (event.key !== 'Shift') this.#released = false;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { value, selectionStart: start, selectionEnd: end } = this.#area;
    const selection: Selection = { value, start, end };
    if (event.key === 'Tab') {
      if (released) return;
      event.preventDefault();
      this.#apply(event.shiftKey ? outdent(selection) : indent(selection));
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#apply(breakLine(selection));
    }
  }

  #apply(edit: Edit | undefined): void {
    if (!edit) return;
    this.#area.setSelectionRange(edit.from, edit.to);
    // Deprecated, and still the only way that keeps the browser's own undo.
    const inserted = edit.insert
      ? document.execCommand('insertText', false, edit.insert)
      : document.execCommand('delete');
    if (!inserted) {
      this.#area.setRangeText(edit.insert, edit.from, edit.to);
      this.#area.dispatchEvent(new Event('input', { bubbles: true }));
    }
    this.#area.setSelectionRange(edit.start, edit.end);
  }

  #reveal(): void {
    const box = this.#area.closest<HTMLElement>('.code');
    if (!box || document.activeElement !== this.#area) return;
    const { value, selectionStart, selectionEnd, selectionDirection } = this.#area;
    const head = selectionDirection === 'backward' ? selectionStart : selectionEnd;
    const before = value.slice(0, head);
    const start = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length - 1;
    revealCaret({ box, layer: this.#layer, line, offset: head - start });
  }

  #render(): void {
    const lines = this.#area.value.split('\n');
    const { from, removed, added } = changedLines(this.#lines, lines);
    this.#lines = lines;
    for (let index = 0; index < removed; index += 1) this.#layer.children[from]?.remove();
    const fragment = document.createDocumentFragment();
    for (const line of lines.slice(from, from + added)) fragment.append(this.#lineElement(line));
    this.#layer.insertBefore(fragment, this.#layer.children[from] ?? null);
  }

  #lineElement(line: string): Node {
    const authored = this.#authored.get(line);
    if (authored) return authored.cloneNode(true);
    const spans = quickTokens(line, this.#path).map(({ text, kind }) =>
      kind ? h('span', { class: tokenClass(kind) }, text) : text,
    );
    return h('span', { class: 'line' }, ...spans, '\n');
  }
}
