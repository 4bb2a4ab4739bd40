/** The line above the code. */
import { h, part } from '../dom.ts';
import { describeFile, type FileNote, type FileStanding } from './file-note.ts';
import { hasTypes, type ReadingLanguage, readingLanguages } from './reading-language.ts';

export interface FileBarActions {
  /** @param line From 1, of the file that is shown. */
  goTo: (line: number) => void;
  takeOther: () => void;
  keepOwn: () => void;
  resetFile: () => void;
  compare: () => void;
  read: (language: ReadingLanguage) => void;
}

/** What lies over the editor: `edit` for nothing. */
export const fileModes = ['edit', 'compare', 'js'] as const;
export type FileMode = (typeof fileModes)[number];

export interface ShownFile extends FileStanding {
  path: string;
  /** Whether there is a text to edit. */
  canEdit: boolean;
  mode: FileMode;
}

export class FileBar {
  readonly #root: HTMLElement;
  readonly #note: HTMLElement;
  readonly #conflict: HTMLElement[];
  readonly #edited: HTMLElement[];
  readonly #languages: HTMLElement;
  readonly #actions: FileBarActions;
  #words = '';

  constructor(root: HTMLElement, actions: FileBarActions) {
    this.#root = root;
    this.#actions = actions;
    this.#note = part(root, 'file-note');
    this.#conflict = [part(root, 'take-other'), part(root, 'keep-own')];
    this.#edited = [part(root, 'compare'), part(root, 'reset-file')];
    part(root, 'take-other').addEventListener('click', () => actions.takeOther());
    part(root, 'keep-own').addEventListener('click', () => actions.keepOwn());
    part(root, 'reset-file').addEventListener('click', () => actions.resetFile());
    part(root, 'compare').addEventListener('click', () => actions.compare());
    this.#languages = part(root, 'languages');
    for (const language of readingLanguages)
      part(root, `read-${language}`).addEventListener('click', () => actions.read(language));
  }

  show({ path, canEdit, mode, ...standing }: ShownFile): void {
    const isConflict = standing.keeping === 'conflict';
    for (const button of this.#conflict) button.hidden = !isConflict;
    for (const button of this.#edited) button.hidden = isConflict || !standing.isModified;
    part(this.#root, 'compare').setAttribute('aria-pressed', String(mode === 'compare'));
    this.#languages.hidden = !hasTypes(path);
    for (const language of readingLanguages)
      part(this.#languages, `read-${language}`).setAttribute(
        'aria-pressed',
        String((mode === 'js') === (language === 'js')),
      );
    const note: FileNote = canEdit ? describeFile(standing, mode) : { words: '', tone: 'quiet' };
    const { words, line, tone } = note;
    // Said again at each keystroke, it would be read out at each.
    if (`${line}${words}` === this.#words) return;
    this.#words = `${line}${words}`;
    this.#note.dataset.tone = tone;
    this.#note.title = words;
    if (line === undefined) {
      this.#note.replaceChildren(words);
      return;
    }
    const link = h('button', { type: 'button', class: 'link' }, `Line ${line}`);
    link.addEventListener('click', () => this.#actions.goTo(line));
    this.#note.replaceChildren(link, `: ${words}`);
  }
}
