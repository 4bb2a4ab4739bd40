/** The engine in the menu "Settings", and what is said and offered when one cannot boot. */
import type { BootError, EngineId, EnginePreference } from '../../container/engine.ts';
import { engineIds } from '../../container/engine.ts';
import { h, part } from '../dom.ts';
import type { Problem } from '../problem.ts';
import { EngineChoice } from './engine-choice.ts';
import { rememberEngine } from './preference.ts';

const words: Record<EngineId, { name: string; about: string }> = {
  embedded: {
    name: 'Embedded',
    about: 'Node.js 24’s own core in this tab. Starts at once and asks no other server.',
  },
  webcontainers: {
    name: 'WebContainers',
    about: 'Full Node.js by StackBlitz. Its runtime is loaded from stackblitz.com.',
  },
};

export interface EngineChoiceViewOptions {
  root: HTMLElement;
  preference: EnginePreference;
  /** Whether a program runs. */
  isRunning: () => boolean;
  /** Ends the run and drops its container: the next one is another engine's. */
  changed: () => void;
  run: () => void;
}

export class EngineChoiceView {
  readonly choice: EngineChoice;
  readonly #options: EngineChoiceViewOptions;
  readonly #status: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #radios = new Map<EngineId, HTMLInputElement>();

  constructor(options: EngineChoiceViewOptions) {
    this.#options = options;
    const { root, preference } = options;
    this.choice = new EngineChoice({ preference, replaced: (error) => this.#replaced(error) });
    this.#notice = part(root, 'engine-notice');
    this.#status = h('p', { class: 'quiet', role: 'status' });
    part(root, 'settings-menu').append(
      h(
        'fieldset',
        { class: 'engine-choice' },
        h('legend', {}, 'Engine'),
        ...engineIds.map((id) => this.#option(id)),
        this.#status,
      ),
    );
    this.#show();
    part(root, 'settings').addEventListener('toggle', () => void this.#explain());
  }

  /** What can be done about a problem of a run, below its words. */
  remedies({ isBootFailure }: Problem): HTMLElement[] {
    if (!isBootFailure || this.choice.current === 'embedded') return [];
    const button = h('button', { type: 'button' }, 'Run with the embedded engine');
    button.addEventListener('click', () => {
      this.#choose('embedded');
      this.#options.run();
    });
    return [button];
  }

  #option(id: EngineId): HTMLElement {
    const { root } = this.#options;
    const { name, about } = words[id];
    const aboutId = `${root.id}-engine-${id}`;
    const radio = h('input', {
      type: 'radio',
      name: `${root.id}-engine`,
      value: id,
      'aria-describedby': aboutId,
    });
    radio.addEventListener('change', () => this.#choose(id));
    this.#radios.set(id, radio);
    return h(
      'div',
      {},
      h('label', {}, radio, name),
      h('p', { class: 'quiet', id: aboutId }, about),
    );
  }

  #choose(id: EngineId): void {
    const wasRunning = this.#options.isRunning();
    rememberEngine(id);
    this.#notice.replaceChildren();
    if (this.choice.choose(id)) {
      this.#options.changed();
      const { name } = words[id];
      const stopped = wasRunning ? 'The program was stopped. ' : '';
      this.#status.textContent = `${stopped}From the next Run on: ${name}.`;
    }
    this.#show();
    void this.#explain();
  }

  #show(): void {
    for (const [id, radio] of this.#radios) radio.checked = id === this.choice.current;
  }

  /** Says of the chosen engine what is known to stand in its way, without booting it. */
  async #explain(): Promise<void> {
    const { current } = this.choice;
    const reason = await this.choice.unsupported(current).catch(() => undefined);
    if (reason && current === this.choice.current) this.#status.textContent = reason.message;
  }

  #replaced({ message }: BootError): void {
    this.#show();
    const dismiss = h('button', { type: 'button', class: 'link' }, 'Dismiss');
    dismiss.addEventListener('click', () => {
      this.#notice.replaceChildren();
      part(this.#options.root, 'run').focus();
    });
    this.#notice.replaceChildren(
      h('p', {}, `${message} The embedded engine runs the example instead.`),
      dismiss,
    );
  }
}
