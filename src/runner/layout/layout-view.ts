/** The panel's size and place: wide, filling the window, and on a phone one pane at a time. */
import { part } from '../dom.ts';
import { Divider } from './divider.ts';
import { makeOthersInert } from './inert.ts';
import { views, type Layout, type View } from './layouts.ts';

export class LayoutView {
  readonly #root: HTMLElement;
  readonly #buttons: Record<Exclude<Layout, 'article'>, HTMLElement>;
  #layout: Layout = 'article';
  #release: (() => void) | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#buttons = { wide: part(root, 'wide'), window: part(root, 'window') };
    new Divider(root);
    for (const [layout, button] of Object.entries(this.#buttons) as [Layout, HTMLElement][])
      button.addEventListener('click', () =>
        this.choose(this.#layout === layout ? 'article' : layout),
      );
    for (const view of views)
      part(root, `view-${view}`).addEventListener('click', () => this.show(view));
    root.addEventListener('keydown', (event) => {
      // In an editor or a terminal, Escape is theirs.
      const { target } = event;
      const typing = target instanceof Element && target.closest('.code, .terminal');
      if (event.key === 'Escape' && this.#layout === 'window' && !typing) this.choose('article');
    });
  }

  choose(layout: Layout): void {
    if (layout === this.#layout) return;
    const root = this.#root;
    this.#release?.();
    this.#release = undefined;
    this.#layout = layout;
    root.dataset.layout = layout;
    for (const [name, button] of Object.entries(this.#buttons))
      button.setAttribute('aria-pressed', String(name === layout));
    // The page makes room for a wide panel; how is its own affair.
    document.documentElement.toggleAttribute('data-wide-runner', layout === 'wide');
    if (layout === 'window') this.#release = this.#fillWindow();
    if (layout === 'wide') root.scrollIntoView({ block: 'start' });
  }

  /** Brings one pane to the front where only one has room. */
  show(view: View): void {
    this.#root.dataset.view = view;
    for (const name of views)
      part(this.#root, `view-${name}`).setAttribute('aria-pressed', String(name === view));
  }

  /** @returns What undoes it. */
  #fillWindow(): () => void {
    const root = this.#root;
    const { parentElement } = root;
    // The panel's place stays as high as it was, so that the article is where it was afterwards.
    if (parentElement) parentElement.style.minHeight = `${root.getBoundingClientRect().height}px`;
    document.documentElement.classList.add('runner-fills-window');
    const release = makeOthersInert(root);
    // The top layer, since a fixed box would stay below the page's header. A popover gets there in its
    // place, where a move into a dialog would load the preview anew.
    root.popover = 'manual';
    root.showPopover();
    return () => {
      root.hidePopover();
      root.popover = null;
      release();
      document.documentElement.classList.remove('runner-fills-window');
      if (parentElement) parentElement.style.minHeight = '';
    };
  }
}
