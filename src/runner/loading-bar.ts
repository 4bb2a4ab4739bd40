/** How far loading is, as a line below the panel's buttons: nothing moves when it comes and goes. */
import type { Progress } from '../container/engine.ts';
import { h } from './dom.ts';

export class LoadingBar {
  readonly #toolbar: Element;
  #bar: HTMLProgressElement | undefined;

  constructor(root: HTMLElement) {
    this.#toolbar = root.querySelector('.toolbar')!;
  }

  /** @param progress `undefined` takes it away. */
  show(progress: Progress | undefined): void {
    if (!progress || progress.loaded >= progress.total) {
      this.#bar?.remove();
      this.#bar = undefined;
      return;
    }
    if (!this.#bar) {
      this.#bar = h('progress', { class: 'loading-bar', 'aria-label': 'Loading' });
      this.#toolbar.append(this.#bar);
    }
    this.#bar.max = progress.total;
    this.#bar.value = progress.loaded;
  }
}
