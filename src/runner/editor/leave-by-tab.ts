/**
 * Tab indents, and after Escape it leaves the editor (WCAG 2.1.2, no keyboard trap). CodeMirror does so
 * by itself, but only within two seconds; who needs longer is to be let out as well (WCAG 2.2.1).
 */
import { indentLess, indentMore, simplifySelection } from '@codemirror/commands';
import { getIndentUnit } from '@codemirror/language';
import { closeSearchPanel } from '@codemirror/search';
import { type EditorState, type Extension } from '@codemirror/state';
import { type Command, EditorView, keymap } from '@codemirror/view';

const forLong = 24 * 60 * 60 * 1000;

const release: Command = (view) => {
  if (closeSearchPanel(view)) return true;
  simplifySelection(view);
  view.setTabFocusMode(forLong);
  return true;
};

const spansLines = ({ doc, selection: { main } }: EditorState): boolean =>
  doc.lineAt(main.from).number !== doc.lineAt(main.to).number;

const indent: Command = (view) => {
  if (spansLines(view.state)) return indentMore(view);
  const { main } = view.state.selection;
  const line = view.state.doc.lineAt(main.from);
  const unit = getIndentUnit(view.state);
  const spaces = ' '.repeat(unit - ((main.from - line.from) % unit));
  view.dispatch(view.state.replaceSelection(spaces), { scrollIntoView: true, userEvent: 'input' });
  return true;
};

export const leaveByTab: Extension = [
  keymap.of([
    { key: 'Escape', run: release },
    { key: 'Tab', run: indent, shift: indentLess },
  ]),
  EditorView.domEventHandlers({ focus: (_event, view) => void view.setTabFocusMode(false) }),
];
