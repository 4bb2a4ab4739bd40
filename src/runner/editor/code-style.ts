/** CodeMirror in the colours and the metrics of the code that the page was served with. */
import { syntaxHighlighting } from '@codemirror/language';
import { type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { highlighter } from './highlighter.ts';

const theme = EditorView.theme({
  '&': { height: '100%', color: 'inherit', backgroundColor: 'transparent' },
  // The ring is around the box: `.code-host` in editor.css.
  '&.cm-focused, .cm-content:focus-visible': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    fontSize: 'var(--code-size)',
    lineHeight: 'var(--line-height)',
    fontVariantLigatures: 'none',
    letterSpacing: '0',
    overscrollBehaviorY: 'auto',
  },
  '.cm-content': { padding: '0.75rem 1rem 0.75rem 0', caretColor: 'var(--strong)' },
  '.cm-line': { padding: '0' },
  '.cm-gutters': {
    minWidth: '3.5rem',
    border: '0',
    backgroundColor: 'var(--raised)',
    color: 'var(--sl-color-gray-3)',
  },
  '.cm-gutter-lint': { width: '0.75rem', order: '-1' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '.cm-lineNumbers': { width: '2.75rem' },
  '.cm-lineNumbers .cm-gutterElement': {
    minWidth: '2rem',
    padding: '0 0.75rem 0 0',
    fontSize: '0.85em',
    lineHeight: 'calc(var(--line-height) * var(--code-size))',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 6%, transparent)',
  },
  '&.cm-focused .cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--strong)' },
  '.cm-cursor': { borderLeftColor: 'var(--strong)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'color-mix(in srgb, var(--accent) 30%, transparent)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--accent)',
  },
  '&.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px dashed var(--bad)',
  },
});

export const codeStyle: Extension = [theme, syntaxHighlighting(highlighter)];
