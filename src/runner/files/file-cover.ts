/** What lies over a file's editor for reading: the comparison with the author's text, or its JavaScript. */
import { h } from '../dom.ts';
import type { ReadingView } from '../editor/comparison.ts';

export interface Cover {
  /** The accessible name of what is shown, or what is said instead of it. */
  open: (host: HTMLElement) => Promise<ReadingView | string>;
}

export class FileCover {
  #host: HTMLElement | undefined;
  #view: ReadingView | undefined;
  #controller = new AbortController();

  get isOpen(): boolean {
    return this.#host !== undefined;
  }

  /**
   * Covers a file; what covered another, or the same, is taken away first.
   *
   * @param box The file's `.code`.
   */
  async open(box: HTMLElement, cover: Cover['open'], focus: boolean): Promise<void> {
    this.close();
    const { signal } = this.#controller;
    const host = h('div', { class: 'code-cover' });
    this.#host = host;
    box.append(host);
    box.toggleAttribute('data-covered', true);
    const shown = await cover(host).catch(
      () => 'This could not be loaded. Check the connection, then try again.',
    );
    if (signal.aborted) {
      if (typeof shown !== 'string') shown.destroy();
      return;
    }
    if (typeof shown === 'string') host.append(h('p', { class: 'notice', role: 'status' }, shown));
    else {
      this.#view = shown;
      if (focus) shown.focus();
    }
  }

  close(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#view?.destroy();
    this.#view = undefined;
    this.#host?.parentElement?.removeAttribute('data-covered');
    this.#host?.remove();
    this.#host = undefined;
  }
}
