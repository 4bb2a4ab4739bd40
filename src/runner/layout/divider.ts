/** The bar between code and result: dragged, moved by keys, and put back by a double click or Enter. */
import { part } from '../dom.ts';
import { clampSplit, middle, splitByKey } from './split.ts';

export class Divider {
  readonly #root: HTMLElement;
  readonly #bar: HTMLElement;
  readonly #panes: HTMLElement;
  #percent = middle;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#bar = part(root, 'divider');
    this.#panes = part(root, 'panes');
    this.#bar.addEventListener('keydown', (event) => {
      const percent = splitByKey(event.key, this.#percent);
      if (percent === undefined) return;
      event.preventDefault();
      this.#move(percent);
    });
    this.#bar.addEventListener('dblclick', () => this.#move(middle));
    this.#bar.addEventListener('pointerdown', (event) => this.#drag(event));
    new ResizeObserver(() => {
      const orientation = this.#isSideBySide ? 'vertical' : 'horizontal';
      this.#bar.setAttribute('aria-orientation', orientation);
    }).observe(root);
  }

  /** What the style sheet has made of the panel's width. */
  get #isSideBySide(): boolean {
    return getComputedStyle(this.#bar).cursor === 'col-resize';
  }

  #drag(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#bar.focus();
    // A preview under the pointer would swallow its movements.
    this.#bar.setPointerCapture(event.pointerId);
    this.#root.toggleAttribute('data-dragging', true);
    const done = new AbortController();
    const { signal } = done;
    const move = ({ clientX, clientY }: PointerEvent): void => {
      const { left, top, width, height } = this.#panes.getBoundingClientRect();
      const share = this.#isSideBySide ? (clientX - left) / width : (clientY - top) / height;
      this.#move(clampSplit(share * 100));
    };
    const end = (): void => {
      done.abort();
      this.#root.toggleAttribute('data-dragging', false);
    };
    this.#bar.addEventListener('pointermove', move, { signal });
    this.#bar.addEventListener('lostpointercapture', end, { signal });
  }

  #move(percent: number): void {
    this.#percent = percent;
    this.#root.toggleAttribute('data-split', true);
    this.#root.style.setProperty('--split', `${percent}%`);
    this.#bar.setAttribute('aria-valuenow', String(percent));
  }
}
