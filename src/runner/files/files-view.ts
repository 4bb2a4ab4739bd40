/** The example's files: which one is shown, their editors, and what is known of each. */
import { part } from '../dom.ts';
import { Editor } from '../editor/editor.ts';
import type { Fault } from '../editor/faults.ts';
import { SyntaxClient } from '../editor/syntax-client.ts';
import type { KeptEdits } from '../edits/kept-edits.ts';
import type { Workspace } from '../workspace.ts';
import { FileBar, type FileMode } from './file-bar.ts';
import { FileCover } from './file-cover.ts';
import { highlightedFiles } from './highlighted-files.ts';
import {
  hasTypes,
  type ReadingLanguage,
  rememberedLanguage,
  rememberLanguage,
} from './reading-language.ts';
import { SyntaxWatch } from './syntax-watch.ts';

export interface FilesViewOptions {
  root: HTMLElement;
  workspace: Workspace;
  edits: KeptEdits;
  /** The reader has changed a text by hand. */
  onEdit: () => void;
  /** The edits that "Reset this file" has dropped. */
  onReset: (dropped: ReadonlyMap<string, string>) => void;
}

export class FilesView {
  readonly #root: HTMLElement;
  readonly #workspace: Workspace;
  readonly #edits: KeptEdits;
  readonly #bar: FileBar;
  readonly #client = new SyntaxClient();
  readonly #syntax: SyntaxWatch;
  readonly #editors = new Map<string, Editor>();
  /** The `.code` of each file that has a text. */
  readonly #boxes = new Map<string, HTMLElement>();
  readonly #onEdit: () => void;
  readonly #cover = new FileCover();
  #language: ReadingLanguage = rememberedLanguage();
  #mode: FileMode = 'edit';
  readonly #syntaxFaults = new Map<string, readonly Fault[]>();
  /** Where the last run failed. */
  #failure: { path: string; fault: Fault } | undefined;
  #coloured: Promise<void> | undefined;
  /** Files whose standing has changed and is not shown yet. */
  readonly #stale = new Set<string>();

  constructor({ root, workspace, edits, onEdit, onReset }: FilesViewOptions) {
    this.#onEdit = onEdit;
    this.#root = root;
    this.#workspace = workspace;
    this.#edits = edits;
    this.#syntax = new SyntaxWatch(this.#client, (path, faults) => {
      this.#syntaxFaults.set(path, faults);
      this.#mark(path);
    });
    this.#bar = new FileBar(root, {
      goTo: (line) => void this.open(this.shown, line),
      takeOther: () => edits.takeOther(this.shown),
      keepOwn: () => edits.keepOwn(this.shown),
      resetFile: () => onReset(this.#resetFile(this.shown)),
      compare: () => this.#show(this.#mode === 'compare' ? this.#resting(this.shown) : 'compare'),
      read: (language) => this.#read(language),
    });
    for (const code of root.querySelectorAll<HTMLElement>('pre[data-path]')) this.#setUp(code);
    // Whoever comes near another file is about to look at it.
    const choice = this.#items[0]?.closest<HTMLElement>('.file-tree, .tabs');
    for (const sign of ['pointerenter', 'focusin'])
      choice?.addEventListener(sign, () => void this.#colour(), { once: true });
    if (choice?.matches(':hover, :focus-within')) void this.#colour();
    for (const item of this.#items)
      item.addEventListener('tabselect', () => this.#show(this.#resting(this.shown), false));
    workspace.onChange((path) => this.#changed(path));
    for (const path of workspace.modified) this.#syntax.look(path, workspace.text(path) ?? '');
    for (const item of this.#items) this.refresh(item.dataset.path ?? '');
    if (this.#resting(this.shown) !== 'edit') this.#show('js', false);
  }

  /** Path of the file that is shown. */
  get shown(): string {
    return this.#items.find((item) => item.ariaSelected === 'true')?.dataset.path ?? '';
  }

  /** Shows a file, and puts the caret into one of its lines. @param line From 1. */
  async open(path: string, line?: number): Promise<void> {
    this.#items.find((item) => item.dataset.path === path)?.click();
    if (line === undefined) return;
    this.#show('edit', false);
    await this.#editors.get(path)?.focus(line);
  }

  /** Marks the line at which a run has failed; without one, takes the mark away. */
  showFailure(failure: { path: string; line: number; message: string } | undefined): void {
    const before = this.#failure;
    this.#failure = failure && {
      path: failure.path,
      fault: { line: failure.line, message: failure.message },
    };
    if (before) this.#mark(before.path);
    if (failure) this.#mark(failure.path);
  }

  /** Shows how it stands with a file, where that is seen. */
  refresh(path: string): void {
    const item = this.#items.find((candidate) => candidate.dataset.path === path);
    const isModified = this.#workspace.isModified(path);
    if (item) {
      item.toggleAttribute('data-edited', isModified);
      part(item, 'edited').hidden = !isModified;
    }
    if (path !== this.shown) return;
    this.#bar.show({
      path,
      mode: this.#mode,
      canEdit: this.#editors.has(path),
      isModified,
      keeping: this.#edits.keeping(path),
      isOutdated: this.#edits.isOutdated(path),
      faults: this.#faults(path),
    });
  }

  dispose(): void {
    this.#syntax.dispose();
    this.#client.dispose();
  }

  /** Once: the other files' colours, which the page came without. Without them, they have fewer. */
  #colour(): Promise<void> {
    this.#coloured ??= highlightedFiles(this.#root.dataset.filesPage ?? '').then(
      (files) => {
        for (const [path, lines] of files)
          this.#editors.get(path)?.colour(this.#workspace.authored(path) ?? '', lines);
      },
      () => void (this.#coloured = undefined),
    );
    return this.#coloured;
  }

  get #items(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[data-file]')];
  }

  #setUp(code: HTMLElement): void {
    const path = code.dataset.path ?? '';
    const authored = this.#workspace.authored(path);
    if (authored === undefined) return;
    const panel = code.closest<HTMLElement>('.code');
    const editor = new Editor({
      code,
      path,
      text: authored,
      describedBy: `${this.#root.id}-editor-help`,
      onEdit: (text) => {
        this.#onEdit();
        this.#workspace.edit(path, text);
      },
    });
    editor.text = this.#workspace.text(path) ?? authored;
    this.#editors.set(path, editor);
    if (panel) this.#boxes.set(path, panel);
    // The panel was a stop of the Tab key only because it scrolls; now the editor is. Without the
    // attribute Firefox would still stop at it.
    panel?.setAttribute('tabindex', '-1');
  }

  #changed(path: string): void {
    const text = this.#workspace.text(path) ?? '';
    const editor = this.#editors.get(path);
    if (editor) editor.text = text;
    this.#syntax.look(path, text);
    // The line that failed is another one now, or another text.
    if (this.#failure?.path === path) this.showFailure(undefined);
    this.#refreshSoon(path);
  }

  /** Once per frame, however many edits there are: a keystroke waits for nothing that can be later. */
  #refreshSoon(path: string): void {
    if (this.#stale.size === 0)
      requestAnimationFrame(() => {
        for (const stale of this.#stale) this.refresh(stale);
        // A text that was changed elsewhere lies under what is shown of it.
        if (this.#mode !== 'edit' && this.#stale.has(this.shown))
          this.#show(this.#mode === 'compare' ? this.#resting(this.shown) : this.#mode, false);
        this.#stale.clear();
      });
    this.#stale.add(path);
  }

  /** What of a file is shown unless something else is asked for. */
  #resting(path: string): FileMode {
    return this.#language === 'js' && hasTypes(path) ? 'js' : 'edit';
  }

  #read(language: ReadingLanguage): void {
    this.#language = language;
    rememberLanguage(language);
    this.#show(this.#resting(this.shown));
  }

  /** @param focus Whether what comes gets the focus of what goes; what stands over the code has it then. */
  #show(mode: FileMode, focus = true): void {
    const path = this.shown;
    const box = this.#boxes.get(path);
    this.#mode = box ? mode : 'edit';
    this.refresh(path);
    const own = this.#workspace.text(path) ?? '';
    const author = this.#workspace.authored(path) ?? '';
    if (!box || mode === 'edit') this.#cover.close();
    else if (mode === 'compare')
      void this.#cover.open(
        box,
        async (host) => {
          const { showComparison } = await import('../editor/comparison.ts');
          return showComparison(host, { path, author, own });
        },
        focus,
      );
    else void this.#cover.open(box, (host) => this.#openJavaScript(host, path, own), false);
  }

  async #openJavaScript(host: HTMLElement, path: string, own: string) {
    const [{ showReadOnly }, report] = await Promise.all([
      import('../editor/code-editor.ts'),
      this.#client.ask(path, own),
    ]);
    if (!report || 'fault' in report)
      return 'Its types cannot be taken away until the error above is corrected. Choose TS to see it.';
    const label = `${path} without its types`;
    return showReadOnly(host, { path, text: report.code, label });
  }

  #faults(path: string): readonly Fault[] {
    const faults = this.#syntaxFaults.get(path) ?? [];
    return this.#failure?.path === path ? [...faults, this.#failure.fault] : faults;
  }

  #mark(path: string): void {
    const editor = this.#editors.get(path);
    if (editor) editor.faults = this.#faults(path);
    this.refresh(path);
  }

  #resetFile(path: string): ReadonlyMap<string, string> {
    const dropped = this.#workspace.text(path) ?? '';
    this.#workspace.edit(path, this.#workspace.authored(path) ?? '');
    this.#show('edit', false);
    void this.#editors.get(path)?.focus();
    return new Map([[path, dropped]]);
  }
}
