/** The Terminal tab: nothing of it is loaded before it is opened. */
import { h, part } from '../dom.ts';
import type { TerminalPanel, TerminalPanelOptions } from './terminal-panel.ts';

export class TerminalView {
  readonly #options: TerminalPanelOptions;
  #panel: Promise<TerminalPanel | undefined> | undefined;

  /** @param runner The runner's root. */
  constructor(runner: HTMLElement, options: Omit<TerminalPanelOptions, 'root'>) {
    this.#options = { ...options, root: part(runner, 'terminal') };
    const tab = part(runner, 'terminal-tab');
    tab.addEventListener('tabselect', () => void this.#show());
    // It may have been chosen before this script was there.
    if (tab.getAttribute('aria-selected') === 'true') void this.#show();
  }

  async #show(): Promise<void> {
    const { root } = this.#options;
    if (!this.#panel) {
      root.replaceChildren(h('p', { class: 'notice', role: 'status' }, 'Loading the terminal…'));
      this.#panel = import('./terminal-panel.ts').then(
        ({ TerminalPanel }) => new TerminalPanel(this.#options),
        () => this.#failed(),
      );
    }
    (await this.#panel)?.shown();
  }

  #failed(): undefined {
    this.#panel = undefined;
    const again = h('button', { type: 'button' }, 'Try again');
    again.addEventListener('click', () => void this.#show());
    const words = 'The terminal could not be loaded. Check the connection. ';
    this.#options.root.replaceChildren(h('p', { class: 'notice', role: 'alert' }, words, again));
  }
}
