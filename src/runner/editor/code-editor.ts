/** CodeMirror for one file. Loaded when the reader first puts the caret into code. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorSelection, EditorState, type Extension } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { codeStyle } from './code-style.ts';
import type { Fault } from './faults.ts';
import { loadLanguage } from './languages.ts';
import { leaveByTab } from './leave-by-tab.ts';
import { minimalChange } from './minimal-change.ts';

/** Everything that a text needs to be shown, and not to be changed. */
const reading: Extension = [
  lineNumbers(),
  bracketMatching(),
  search({ top: true }),
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  codeStyle,
];

export interface CodeEditorOptions {
  parent: HTMLElement;
  path: string;
  text: string;
  /** The accessible name. */
  label: string;
  /** Id of the element that tells how to leave the editor by keyboard. */
  describedBy: string;
  onEdit: (text: string) => void;
}

export class CodeEditor {
  readonly #view: EditorView;
  /** While a text comes from elsewhere, of which `onEdit` is not told. */
  #isShowing = false;

  constructor({ parent, path, text, label, describedBy, onEdit }: CodeEditorOptions) {
    const language = new Compartment();
    this.#view = new EditorView({
      parent,
      doc: text,
      extensions: [
        reading,
        lintGutter(),
        history(),
        indentOnInput(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        leaveByTab,
        language.of([]),
        keymap.of([
          ...closeBracketsKeymap,
          // Control or Command and Enter is the panel's, which runs the example.
          ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
          ...historyKeymap,
          ...searchKeymap,
          ...lintKeymap,
        ]),
        EditorView.contentAttributes.of({
          'aria-label': label,
          'aria-describedby': describedBy,
          // Editable is focusable, which checkers of accessibility do not know.
          tabindex: '0',
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !this.#isShowing) onEdit(state.doc.toString());
        }),
      ],
    });
    void loadLanguage(path).then(
      (support) => support && this.#view.dispatch({ effects: language.reconfigure(support) }),
      // Without its grammar a file is edited all the same, in one colour.
      () => {},
    );
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Shows another text, without a word to `onEdit`; undo takes it back like an edit. */
  set text(text: string) {
    const change = minimalChange(this.text, text);
    if (!change) return;
    this.#isShowing = true;
    this.#view.dispatch({ changes: change, userEvent: 'input' });
    this.#isShowing = false;
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus;
  }

  focus(): void {
    this.#view.focus();
  }

  /** In UTF-16 code units. */
  select(anchor: number, head = anchor): void {
    this.#view.dispatch({ selection: EditorSelection.single(anchor, head) });
  }

  /** Puts the caret at the start of a line's text and brings it into sight. @param line From 1. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    const { from, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const anchor = from + (text.length - text.trimStart().length);
    this.#view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    });
  }

  get scroll(): { top: number; left: number } {
    const { scrollTop: top, scrollLeft: left } = this.#view.scrollDOM;
    return { top, left };
  }

  set scroll({ top, left }: { top: number; left: number }) {
    this.#view.scrollDOM.scrollTo({ top, left, behavior: 'instant' });
  }

  /** Marks lines, instead of those that were marked. */
  set faults(faults: readonly Fault[]) {
    const { state } = this.#view;
    const diagnostics = faults.map(({ line, column, message }): Diagnostic => {
      const { from, to, text } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
      const start = Math.min(from + (column ?? text.length - text.trimStart().length), to);
      return { from: start, to, severity: 'error', message };
    });
    this.#view.dispatch(setDiagnostics(state, diagnostics));
  }

  destroy(): void {
    this.#view.destroy();
  }
}

/** A text to read, with the same look. @returns What takes it away. */
export function showReadOnly(
  parent: HTMLElement,
  { path, text, label }: { path: string; text: string; label: string },
): { focus: () => void; destroy: () => void } {
  const language = new Compartment();
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      reading,
      readOnly(label),
      language.of([]),
      keymap.of([...defaultKeymap, ...searchKeymap]),
    ],
  });
  void loadLanguage(path).then(
    (support) => support && view.dispatch({ effects: language.reconfigure(support) }),
    () => {},
  );
  return { focus: () => view.focus(), destroy: () => view.destroy() };
}

/** Not editable, but a stop of the Tab key: it scrolls, and its text can be selected and searched. */
export const readOnly = (label: string): Extension => [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': 'true' }),
];

export { reading };
