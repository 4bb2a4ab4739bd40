/** What was sent from this page: newest first, each to be looked at and sent again. */
import { h } from '../dom.ts';
import { formatDuration } from '../quantities.ts';
import type { ExchangeHistory, PastExchange } from './history.ts';
import { RequestText } from './request-text.ts';
import { ResponseView } from './response/response-view.ts';

const clock = (at: Date): string => at.toTimeString().slice(0, 8);

export class HistoryView {
  readonly element: HTMLElement;
  readonly #history: ExchangeHistory;
  readonly #onCount: (count: number) => void;
  readonly #resend: (exchange: PastExchange) => void;
  readonly #rows = new Map<PastExchange, HistoryRow>();
  readonly #list = h('ol', { class: 'past', 'aria-label': 'History', reversed: true });
  readonly #clear = h('button', { type: 'button', class: 'small' }, 'Clear history');
  readonly #note = h('p', { class: 'quiet', tabindex: -1 });

  /** @param onCount Told the number of exchanges after each change. */
  constructor(
    history: ExchangeHistory,
    onCount: (count: number) => void,
    resend: (exchange: PastExchange) => void,
  ) {
    this.#history = history;
    this.#onCount = onCount;
    this.#resend = resend;
    this.element = h('div', { class: 'console-view' }, this.#note, this.#list, this.#clear);
    this.#clear.addEventListener('click', () => {
      history.clear();
      this.#note.focus();
    });
    history.listener = {
      added: (exchange) => this.#add(exchange),
      changed: (exchange) => this.#rows.get(exchange)?.update(),
      dropped: (exchange) => {
        this.#rows.get(exchange)?.remove();
        this.#rows.delete(exchange);
        this.#count();
      },
    };
    this.#count();
  }

  #add(exchange: PastExchange): void {
    const row = new HistoryRow(exchange, () => this.#resend(exchange));
    this.#rows.set(exchange, row);
    this.#list.prepend(row.element);
    this.#count();
  }

  #count(): void {
    const count = this.#history.exchanges.length;
    this.#note.textContent =
      count > 0
        ? 'Kept until you leave the page; the oldest make room.'
        : 'Nothing was sent yet. What you send can be looked at again here.';
    this.#clear.hidden = count === 0;
    this.#onCount(count);
  }
}

/** Its details are made when they are opened, and given up when they are closed. */
class HistoryRow {
  readonly element: HTMLElement;
  readonly #exchange: PastExchange;
  readonly #details: HTMLDetailsElement;
  readonly #summary = h('summary');
  readonly #slot = h('div', { class: 'request-details' });
  #response: ResponseView | undefined;

  constructor(exchange: PastExchange, onResend: () => void) {
    this.#exchange = exchange;
    const { method, path } = exchange.sent;
    const attributes = {
      type: 'button',
      class: 'small',
      'aria-label': `Send again ${method} ${path}`,
    };
    const again = h('button', attributes, 'Send again');
    again.addEventListener('click', onResend);
    this.#details = h('details', {}, this.#summary, this.#slot);
    this.element = h('li', {}, this.#details, again);
    this.#details.addEventListener('toggle', () => this.#toggled());
    this.update();
  }

  update(): void {
    const { at, sent, head, took } = this.#exchange;
    const tone = `status status-${Math.floor((head?.status ?? 0) / 100)}xx`;
    this.#summary.replaceChildren(
      h('span', { class: 'quiet' }, clock(at)),
      ' ',
      h('span', { class: 'method' }, sent.method),
      ' ',
      h('span', { class: 'path' }, sent.path),
      ' ',
      h('span', { class: tone }, head ? String(head.status) : 'no answer'),
      ' ',
      h('span', { class: 'quiet' }, took === undefined ? '' : formatDuration(took)),
    );
  }

  remove(): void {
    this.#response?.release();
    this.element.remove();
  }

  #toggled(): void {
    this.#response?.release();
    this.#response = undefined;
    this.#slot.replaceChildren();
    if (!this.#details.open) return;
    const { sent, head, chunks, took, cut } = this.#exchange;
    const text = new RequestText();
    text.sent(sent);
    this.#slot.append(text.element);
    if (!head) return;
    this.#response = new ResponseView(head);
    for (const chunk of chunks) this.#response.chunk(chunk);
    this.#response.end(cut ? undefined : took);
    this.#slot.append(this.#response.element);
  }
}
