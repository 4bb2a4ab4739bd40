/**
 * Keeps the edits of a workspace in this browser, and tells of what another tab of the same day does
 * with them. A text is written only over the one that this tab has seen last: whoever comes second is
 * asked, and nobody's text is lost without a word.
 */
import { isStorageFull } from '../storage-full.ts';
import type { Workspace } from '../workspace.ts';
import { type EditStore, fingerprint, type KeptEdit } from './edit-store.ts';

/** How it stands with the edit of one file, from good to what the reader must decide. */
export const keepings = ['kept', 'pending', 'full', 'forbidden', 'conflict'] as const;
export type Keeping = (typeof keepings)[number];

export interface KeptEditsOptions {
  workspace: Workspace;
  /** `undefined` where the browser forbids storage. */
  store: EditStore | undefined;
  /** How it stands with a file has changed. */
  changed: (path: string) => void;
  /** Milliseconds without a further edit before a text is written. */
  quiet?: number;
}

export class KeptEdits {
  readonly #workspace: Workspace;
  readonly #store: EditStore | undefined;
  readonly #changed: (path: string) => void;
  readonly #quiet: number;
  /** What is in the store, as far as this tab knows. */
  readonly #known = new Map<string, KeptEdit>();
  readonly #keeping = new Map<string, Keeping>();
  readonly #unsaved = new Set<string>();
  readonly #controller = new AbortController();
  /** While the text of another tab comes in, which is in the store already. */
  #adopting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPaused = false;

  /** Brings the kept edits back into the workspace. */
  constructor({ workspace, store, changed, quiet = 300 }: KeptEditsOptions) {
    this.#workspace = workspace;
    this.#store = store;
    this.#changed = changed;
    this.#quiet = quiet;
    for (const path of workspace.paths) {
      const kept = store?.read(path);
      if (!kept) continue;
      this.#known.set(path, kept);
      workspace.edit(path, kept.text);
      // The author may have come to the same text.
      if (!workspace.isModified(path)) this.#unsaved.add(path);
    }
    this.flush();
    const { signal } = this.#controller;
    workspace.onChange((path) => this.#edited(path), signal);
    store?.watch((path) => this.#changedElsewhere(path), signal);
  }

  /** How it stands with a file; `kept` for one that is as its author wrote it. */
  keeping(path: string): Keeping {
    return this.#keeping.get(path) ?? 'kept';
  }

  /** Whether the author's text is another than the one that was edited. */
  isOutdated(path: string): boolean {
    const author = this.#workspace.authored(path);
    const kept = this.#known.get(path);
    return (
      kept !== undefined &&
      author !== undefined &&
      this.#workspace.isModified(path) &&
      kept.author !== fingerprint(author)
    );
  }

  /** After a conflict: what is in the store, which may be the author's text again. */
  takeOther(path: string): void {
    const kept = this.#see(path);
    this.#adopting = true;
    this.#workspace.edit(path, kept?.text ?? this.#workspace.authored(path) ?? '');
    this.#adopting = false;
    this.#set(path, 'kept');
  }

  /** After a conflict: what is in this tab. */
  keepOwn(path: string): void {
    this.#see(path);
    this.#save(path);
  }

  /** From now on the workspace holds texts that may not be the reader's: they are not written. */
  pause(): void {
    this.flush();
    this.#isPaused = true;
  }

  /** @param adopts Whether what the workspace holds by now is the reader's, and kept as such. */
  resume(adopts: boolean): void {
    this.#isPaused = false;
    if (adopts) for (const path of this.#workspace.paths) this.#save(path);
    else this.catchUp();
  }

  /** Writes what waits for a pause, as before the page goes away. */
  flush(): void {
    clearTimeout(this.#timer);
    for (const path of [...this.#unsaved]) this.#save(path);
  }

  /** What other tabs did while this page lay in the back/forward cache. */
  catchUp(): void {
    for (const path of this.#workspace.paths) this.#changedElsewhere(path);
  }

  dispose(): void {
    this.flush();
    this.#controller.abort();
  }

  #edited(path: string): void {
    if (this.#isPaused || this.#adopting || this.keeping(path) === 'conflict') return;
    this.#unsaved.add(path);
    if (this.keeping(path) === 'kept') this.#set(path, 'pending');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), this.#quiet);
  }

  #save(path: string): void {
    this.#unsaved.delete(path);
    const store = this.#store;
    const own = this.#own(path);
    if (!store) return this.#set(path, own === undefined ? 'kept' : 'forbidden');
    const stored = store.read(path);
    if (stored?.text !== this.#known.get(path)?.text && stored?.text !== own)
      return this.#set(path, 'conflict');
    if (own === undefined) {
      store.remove(path);
      this.#known.delete(path);
      return this.#set(path, 'kept');
    }
    const author =
      stored?.author ??
      this.#known.get(path)?.author ??
      fingerprint(this.#workspace.authored(path) ?? '');
    const edit = { text: own, author };
    try {
      store.write(path, edit);
    } catch (error) {
      return this.#set(path, isStorageFull(error) ? 'full' : 'forbidden');
    }
    this.#known.set(path, edit);
    this.#set(path, 'kept');
  }

  #changedElsewhere(path: string): void {
    const store = this.#store;
    if (!store || this.#isPaused || this.#workspace.authored(path) === undefined) return;
    const stored = store.read(path);
    const own = this.#own(path);
    const known = this.#known.get(path);
    if (stored?.text === known?.text) return;
    if (stored?.text === own) {
      this.#see(path);
      this.#unsaved.delete(path);
      this.#set(path, 'kept');
    } else if (stored && own === known?.text) {
      // Nothing of this tab's would be lost.
      this.#see(path);
      this.#adopting = true;
      this.#workspace.edit(path, stored.text);
      this.#adopting = false;
      this.#set(path, 'kept');
    } else {
      this.#unsaved.delete(path);
      this.#set(path, 'conflict');
    }
  }

  #own(path: string): string | undefined {
    return this.#workspace.isModified(path) ? this.#workspace.text(path) : undefined;
  }

  #see(path: string): KeptEdit | undefined {
    const stored = this.#store?.read(path);
    if (stored) this.#known.set(path, stored);
    else this.#known.delete(path);
    return stored;
  }

  #set(path: string, keeping: Keeping): void {
    this.#keeping.set(path, keeping);
    this.#changed(path);
  }
}
