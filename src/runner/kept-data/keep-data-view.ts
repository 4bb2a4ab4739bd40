/** The box "Keep data" of an example with databases. */
import { part } from '../dom.ts';
import { isStorageFull } from '../storage-full.ts';
import { keepsData, rememberChoice } from './choice.ts';
import { DataKeeper } from './data-keeper.ts';
import { browserStore } from './data-store.ts';

const failure = (error: Error): string =>
  isStorageFull(error)
    ? 'This browser has no more room: the data are not kept.'
    : `The data could not be kept. ${error.message}`;

export class KeepDataView {
  readonly keeper: DataKeeper;
  readonly #status: HTMLElement;

  /** @param isRunning Whether a program runs that was started before a change of the box. */
  constructor(root: HTMLElement, key: string, isRunning: () => boolean) {
    const box = part<HTMLInputElement>(root, 'keep-data');
    this.#status = part(root, 'keep-data-status');
    this.keeper = new DataKeeper({
      store: browserStore,
      key,
      isOn: keepsData(key),
      failed: (error) => this.#say(failure(error)),
    });
    box.checked = this.keeper.isOn;
    box.disabled = false;
    box.addEventListener('change', () => {
      rememberChoice(key, box.checked);
      void this.keeper.turn(box.checked);
      if (!box.checked) this.#say('What was kept is deleted.');
      else this.#say(isRunning() ? 'From the next Run on.' : '');
    });
  }

  /** The data of the next run start empty. */
  reset(): void {
    void this.keeper.forget();
    this.#say('');
  }

  started(): void {
    this.#say('');
  }

  #say(words: string): void {
    this.#status.textContent = words;
  }
}
