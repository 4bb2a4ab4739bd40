/** The Requests tab: the day's requests as a list, to be sent one by one or all in their order. */
import { h, part } from '../dom.ts';
import { explainRequestError } from '../problem.ts';
import { plural } from '../quantities.ts';
import type { RequestSource } from './exchange.ts';
import { RequestItem, type Tally } from './request-item.ts';

/** In a row, a request without end must not hold up the others; one sent by itself may go on. */
const timeLimit = 60_000;

export class RequestsView {
  readonly #items: RequestItem[] = [];
  readonly #sendAll: HTMLButtonElement;
  readonly #summary: HTMLElement;
  readonly #source: RequestSource | undefined;
  #controller: AbortController | undefined;

  /**
   * @param load Reads the day's `requests.http`; may throw, and the reason is then shown in place.
   * @param idPrefix Makes ids unique on the page.
   */
  constructor(panel: HTMLElement, load: () => RequestSource, idPrefix: string) {
    this.#sendAll = part<HTMLButtonElement>(panel, 'send-all');
    this.#summary = part(panel, 'requests-summary');
    const slot = part(panel, 'requests');
    try {
      this.#source = load();
    } catch (error) {
      this.#sendAll.disabled = true;
      this.#summary.textContent = `requests.http cannot be read: ${explainRequestError(error).message}`;
      return;
    }
    const list = h('ol', { class: 'requests' });
    for (const entry of this.#source.entries) {
      const item = new RequestItem(entry, this.#source, idPrefix);
      item.onSend(() => void this.#one(item));
      this.#items.push(item);
      list.append(item.element);
    }
    slot.replaceChildren(list);
    this.#sendAll.addEventListener('click', () => {
      if (this.#controller) this.#controller.abort();
      else void this.#all();
    });
    this.#sendAll.disabled = this.#items.length === 0;
  }

  /** Cancels what is under way and forgets all responses, as after Reset. */
  clear(): void {
    this.#controller?.abort();
    for (const item of this.#items) item.clear();
    this.#source?.forget();
    if (this.#source) this.#summary.textContent = '';
  }

  async #one(item: RequestItem): Promise<void> {
    const tally = await item.send(new AbortController().signal, true);
    this.#summarize(tally);
  }

  async #all(): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    this.#sendAll.textContent = 'Cancel';
    for (const item of this.#items) item.clear();
    this.#source?.forget();
    const total: Tally = { passed: 0, failed: 0 };
    // In order, because later requests build on what earlier ones created.
    for (const [index, item] of this.#items.entries()) {
      if (controller.signal.aborted) break;
      this.#summary.textContent = `Sending ${index + 1} of ${this.#items.length}…`;
      const { passed, failed } = await item.send(
        AbortSignal.any([controller.signal, AbortSignal.timeout(timeLimit)]),
        false,
      );
      total.passed += passed;
      total.failed += failed;
    }
    this.#controller = undefined;
    this.#sendAll.textContent = 'Send all';
    if (controller.signal.aborted) this.#summary.textContent = 'Cancelled';
    else this.#summarize(total);
  }

  #summarize({ passed, failed }: Tally): void {
    const all = passed + failed;
    this.#summary.dataset.failed = String(failed > 0);
    this.#summary.textContent =
      all === 0 ? 'Sent; nothing to check' : `${passed} of ${plural(all, 'assertion')} passed`;
  }
}
