/** Control or Command and S in the code, and the setting "Run on save". */
import { h, part } from '../dom.ts';
import { remember, remembered } from '../remembered.ts';

/** One for all days. */
const key = 'run-on-save';

export interface SaveViewOptions {
  root: HTMLElement;
  /** Keeps the edits, and gives them to the container if there is one. */
  save: () => Promise<void>;
  /** Starts the program, again if it runs. */
  run: () => void;
}

export class SaveView {
  readonly #options: SaveViewOptions;
  readonly #box = h('input', { type: 'checkbox' });
  readonly #status = h('span', { class: 'quiet', role: 'status' });

  constructor(options: SaveViewOptions) {
    const { root } = (this.#options = options);
    this.#box.checked = remembered(key) !== null;
    this.#box.addEventListener('change', () => remember(key, this.#box.checked ? 'yes' : null));
    part(root, 'settings-menu').append(
      h(
        'label',
        { title: 'Control or Command and S in the code starts the program again.' },
        this.#box,
        'Run on save',
      ),
    );
    part(root, 'state').closest('.standing')!.append(this.#status);
    root.addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
      if (event.altKey || event.shiftKey || !isInCode(event.target)) return;
      // The browser would save the page, without its edits.
      event.preventDefault();
      void this.#save();
    });
  }

  /** What was said of the last save holds no longer: after an edit, or for a run. */
  clear(): void {
    this.#status.textContent = '';
  }

  async #save(): Promise<void> {
    await this.#options.save();
    if (this.#box.checked) this.#options.run();
    else this.#status.textContent = 'Saved. Press Run to use it.';
  }
}

const isInCode = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.code') !== null;
