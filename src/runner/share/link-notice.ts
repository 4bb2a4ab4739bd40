/** The notice of edits that came with a link. They are shown and never run by themselves. */
import { h, part } from '../dom.ts';
import type { KeptEdits } from '../edits/kept-edits.ts';
import type { Workspace } from '../workspace.ts';
import { decodeEdits, editsPrefix } from './edits-link.ts';
import { LinkedEditsReview } from './linked-edits.ts';

export interface LinkNoticeOptions {
  root: HTMLElement;
  day: number;
  workspace: Workspace;
  /** Not written while the workspace holds edits that the reader has not decided on. */
  edits: Pick<KeptEdits, 'pause' | 'resume'>;
}

const files = (paths: readonly string[]): string =>
  `${paths.length} changed file${paths.length === 1 ? '' : 's'}`;

export class LinkNotice {
  readonly #options: LinkNoticeOptions;
  readonly #slot: HTMLElement;
  #isUndecided = false;

  constructor(options: LinkNoticeOptions) {
    this.#options = options;
    this.#slot = part(options.root, 'link-notice');
    addEventListener('hashchange', () => void this.receive());
  }

  /** Reads the address; call it when the reader's own edits are in the workspace. Never throws. */
  async receive(): Promise<void> {
    const { hash } = location;
    if (!hash.startsWith(editsPrefix) || this.#isUndecided) return;
    const { root, workspace, day } = this.#options;
    root.scrollIntoView({ block: 'nearest' });
    try {
      const edits = await decodeEdits(hash, day);
      if (!edits) return;
      const review = new LinkedEditsReview(workspace, edits);
      if (review.paths.length === 0) this.#tell('This link changes nothing in this example.');
      else if (review.isSame) this.#forget();
      else if (review.ownPaths.length > 0) this.#ask(review);
      else this.#show(review);
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  #say(text: string, ...buttons: HTMLElement[]): void {
    this.#slot.replaceChildren(h('p', {}, text), h('div', { class: 'actions' }, ...buttons));
  }

  #button(name: string, action: () => void): HTMLElement {
    const button = h('button', { type: 'button' }, name);
    button.addEventListener('click', action);
    return button;
  }

  #tell(text: string): void {
    this.#forget();
    this.#say(
      `${text} Nothing of yours was changed.`,
      this.#button('Dismiss', () => this.#close()),
    );
  }

  /** The reader has edits of their own, which stay unless they say so. */
  #ask(review: LinkedEditsReview): void {
    this.#say(
      `This link brings ${files(review.paths)}, and you have edits of your own here. Show the link's in their place? You can go back to yours.`,
      this.#button("Show the link's", () => this.#show(review)),
      this.#button('Stay with mine', () => this.#close()),
    );
  }

  #show(review: LinkedEditsReview): void {
    const { edits } = this.#options;
    this.#isUndecided = true;
    edits.pause();
    review.show();
    this.#say(
      `This link brings ${files(review.paths)}: ${review.paths.join(', ')}. ${review.paths.length === 1 ? 'Read it before you run it.' : 'Read them before you run them.'}`,
      this.#button('Keep', () => {
        this.#isUndecided = false;
        edits.resume(true);
        this.#close();
      }),
      this.#button('Discard', () => {
        review.discard();
        this.#isUndecided = false;
        edits.resume(false);
        this.#close();
      }),
    );
  }

  #close(): void {
    this.#forget();
    this.#slot.replaceChildren();
    part(this.#options.root, 'run').focus({ preventScroll: true });
  }

  /** Takes the edits out of the address, so that a reload does not bring them again. */
  #forget(): void {
    if (location.hash.startsWith(editsPrefix)) {
      history.replaceState(history.state, '', location.pathname + location.search);
    }
  }
}
