/** The open ports beside the result's tabs; choosing one shows it in the preview. */
import { h } from '../dom.ts';
import type { Server } from '../open-ports.ts';

export class PortChips {
  readonly #group: HTMLElement;
  readonly #onChoose: (port: number) => void;
  #shown = '';

  constructor(group: HTMLElement, onChoose: (port: number) => void) {
    this.#group = group;
    this.#onChoose = onChoose;
  }

  update(servers: readonly Server[]): void {
    const ports = servers.map(({ port }) => port);
    // A chip that has the focus keeps it while nothing changes.
    if (ports.join() === this.#shown) return;
    this.#shown = ports.join();
    this.#group.replaceChildren(
      ...ports.map((port) => {
        const label = `Port ${port}: show in the preview`;
        const chip = h('button', { type: 'button', 'aria-label': label, title: label }, `:${port}`);
        chip.addEventListener('click', () => this.#onChoose(port));
        return chip;
      }),
    );
  }
}
