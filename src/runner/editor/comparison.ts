/** The author's text and the reader's: side by side, or one below the other where that has no room. */
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { h } from '../dom.ts';
import { readOnly, reading } from './code-editor.ts';
import { loadLanguage } from './languages.ts';

/** Below this a line of code is cut on both sides. In CSS pixels. */
const sideBySideFrom = 720;

export interface ComparedTexts {
  path: string;
  author: string;
  own: string;
}

export interface ReadingView {
  focus: () => void;
  destroy: () => void;
}

/** @param parent Decides by its width; when that changes, the comparison is drawn anew. */
export async function showComparison(
  parent: HTMLElement,
  texts: ComparedTexts,
): Promise<ReadingView> {
  const language = (await loadLanguage(texts.path).catch(() => undefined)) ?? [];
  const isWide = (): boolean => parent.clientWidth >= sideBySideFrom;
  let drawnWide = isWide();
  let view = draw(parent, texts, language, drawnWide);
  const observer = new ResizeObserver(() => {
    // A hidden pane has no width, which says nothing.
    if (parent.clientWidth === 0 || isWide() === drawnWide) return;
    drawnWide = isWide();
    view.destroy();
    view = draw(parent, texts, language, drawnWide);
  });
  observer.observe(parent);
  return {
    focus: () => view.focus(),
    destroy: () => {
      observer.disconnect();
      view.destroy();
    },
  };
}

/** Long stretches that are the same say nothing of the difference. */
const collapseUnchanged = { margin: 3, minSize: 6 };

function draw(
  parent: HTMLElement,
  { path, author, own }: ComparedTexts,
  language: Extension,
  isWide: boolean,
): ReadingView {
  const names = { author: `${path}, as its author wrote it`, own: `${path}, with your edits` };
  if (!isWide) {
    const view = new EditorView({
      doc: own,
      parent,
      extensions: [
        reading,
        language,
        readOnly(`${path}: your edits, and what they replace`),
        unifiedMergeView({
          original: author,
          mergeControls: false,
          collapseUnchanged,
          syntaxHighlightDeletions: true,
        }),
      ],
    });
    return { focus: () => view.focus(), destroy: () => view.destroy() };
  }
  const heads = h(
    'div',
    { class: 'compare-heads', 'aria-hidden': 'true' },
    h('span', {}, 'The author’s'),
    h('span', {}, 'Yours'),
  );
  const box = h('div', { class: 'compare-sides' });
  parent.append(heads, box);
  const view = new MergeView({
    a: { doc: author, extensions: [reading, language, readOnly(names.author)] },
    b: { doc: own, extensions: [reading, language, readOnly(names.own)] },
    parent: box,
    collapseUnchanged,
  });
  return {
    focus: () => view.b.focus(),
    destroy: () => {
      view.destroy();
      heads.remove();
      box.remove();
    },
  };
}
