/** The Requests tab: the day's requests as a list, the reader's own below, history and cookies beside. */
import type { Cookies } from '../../container/container.ts';
import { h, part } from '../dom.ts';
import { explainRequestError } from '../problem.ts';
import { plural } from '../quantities.ts';
import { CookiesView } from './cookies-view.ts';
import type { ConsoleRequest, ExchangeObserver, RequestSource } from './exchange.ts';
import { ExchangeHistory, type PastExchange } from './history.ts';
import { HistoryView } from './history-view.ts';
import { OwnRequestsView } from './own-requests-view.ts';
import { RequestItem, type RequestItemOptions, type Tally } from './request-item.ts';

/** In a row, a request without end must not hold up the others; one sent by itself may go on. */
const timeLimit = 60_000;

export const consoleViews = ['list', 'history', 'cookies'] as const;
export type ConsoleView = (typeof consoleViews)[number];

export interface RequestsViewOptions {
  /** Reads the day's `requests.http`; may throw, and the reason is then shown in place. */
  load: () => RequestSource;
  /** The text of that file, which is shown where it cannot be read. */
  text: string;
  /** Makes ids unique on the page. */
  id: string;
  /** Under which the reader's own requests are kept, such as `day4`. */
  day: string;
  /** The jar of the container that there is now. */
  cookies: () => Promise<Cookies | undefined>;
  /** Open ports, for the reader's own requests. */
  ports: () => readonly number[];
  /** Called when a request was sent and, with it, all of the day have been and have passed. */
  onAllPassed: () => void;
}

export class RequestsView {
  readonly #items: RequestItem[] = [];
  readonly #panel: HTMLElement;
  readonly #sendAll: HTMLButtonElement;
  readonly #summary: HTMLElement;
  /** Not a live region, unlike the summary: twenty steps read out would drown the result. */
  readonly #progress = h('span', { class: 'quiet' });
  readonly #source: RequestSource | undefined;
  readonly #history = new ExchangeHistory();
  readonly #cookies: CookiesView;
  readonly #onAllPassed: () => void;
  #own: OwnRequestsView | undefined;
  #controller: AbortController | undefined;
  /** Ends what is sent again from the history. */
  #resending = new AbortController();

  constructor(panel: HTMLElement, options: RequestsViewOptions) {
    this.#panel = panel;
    this.#onAllPassed = options.onAllPassed;
    this.#sendAll = part<HTMLButtonElement>(panel, 'send-all');
    this.#summary = part(panel, 'requests-summary');
    this.#summary.before(this.#progress);
    const count = (view: ConsoleView) => (many: number) => {
      part(this.#tab(view), 'count').textContent = many > 0 ? ` ${many}` : '';
    };
    this.#cookies = new CookiesView(options.cookies, count('cookies'));
    try {
      this.#source = options.load();
    } catch (error) {
      this.#summary.dataset.failed = 'true';
      this.#summary.textContent = `requests.http cannot be read: ${explainRequestError(error).message}`;
      const source = { class: 'requests-source', tabindex: 0, role: 'group' };
      part(panel, 'requests').append(
        h('pre', { ...source, 'aria-label': 'requests.http' }, options.text),
      );
      return;
    }
    const history = new HistoryView(this.#history, count('history'), (past) => {
      void this.#again(past);
    });
    const list = h('ol', { class: 'requests', 'aria-label': 'Requests of the day' });
    for (const [index, request] of this.#source.requests.entries()) {
      const item = this.#item(request, { id: `${options.id}-request-${index}` });
      this.#items.push(item);
      list.append(item.element);
    }
    this.#own = new OwnRequestsView({
      day: options.day,
      id: options.id,
      ports: options.ports,
      create: this.#source.create.bind(this.#source),
      item: (request, rest) => this.#item(request, rest),
      say: (problem) => this.#say(problem, true),
    });
    const views: Record<ConsoleView, HTMLElement> = {
      list: h('div', {}, list, this.#own.element),
      history: history.element,
      cookies: this.#cookies.element,
    };
    part(panel, 'requests').replaceChildren(...Object.values(views));
    for (const view of consoleViews) {
      this.#tab(view).addEventListener('click', () => this.#show(views, view));
    }
    this.#show(views, 'list');
    this.#sendAll.addEventListener('click', () => {
      if (this.#controller) this.#controller.abort();
      else void this.#all(views);
    });
    const create = part<HTMLButtonElement>(panel, 'new-request');
    create.addEventListener('click', () => {
      this.#show(views, 'list');
      this.#own?.add();
    });
    for (const button of [this.#sendAll, create, ...consoleViews.map((view) => this.#tab(view))])
      button.disabled = false;
    this.#sendAll.disabled = this.#items.length === 0;
  }

  /** Cancels what is under way and forgets all responses, as after Reset. Edits and history stay. */
  clear(): void {
    this.#controller?.abort();
    this.#resending.abort();
    this.#resending = new AbortController();
    for (const item of this.#items) item.clear();
    this.#own?.clear();
    this.#source?.forget();
    if (this.#source) this.#say('');
    this.refresh();
  }

  /** Looks whether the container, and with it the jar, is another one. */
  refresh(): void {
    void this.#cookies.refresh();
  }

  #tab(view: ConsoleView): HTMLButtonElement {
    return part<HTMLButtonElement>(this.#panel, `requests-${view}`);
  }

  #show(views: Record<ConsoleView, HTMLElement>, shown: ConsoleView): void {
    for (const view of consoleViews) {
      views[view].hidden = view !== shown;
      this.#tab(view).setAttribute('aria-pressed', String(view === shown));
    }
  }

  #item(request: ConsoleRequest, options: Pick<RequestItemOptions, 'id' | 'own'>): RequestItem {
    const item: RequestItem = new RequestItem({
      ...options,
      request,
      watch: (observer) => this.#history.watch(observer),
      onSend: () => void this.#one(item),
      onDuplicate: (title, draft) => this.#own?.add(title, draft),
    });
    return item;
  }

  async #one(item: RequestItem): Promise<void> {
    this.#say('');
    this.#summarize(await item.send(new AbortController().signal, true));
    this.refresh();
  }

  async #all(views: Record<ConsoleView, HTMLElement>): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    this.#sendAll.textContent = 'Cancel';
    this.#show(views, 'list');
    for (const item of this.#items) item.clear();
    this.#source?.forget();
    this.#say('');
    const total: Tally = { passed: 0, failed: 0 };
    let sent = 0;
    // In order, because later requests build on what earlier ones created.
    for (const item of this.#items) {
      this.#progress.textContent = `Sending ${sent + 1} of ${this.#items.length}…`;
      const { passed, failed } = await item.send(
        AbortSignal.any([controller.signal, AbortSignal.timeout(timeLimit)]),
        false,
      );
      if (controller.signal.aborted) break;
      sent++;
      total.passed += passed;
      total.failed += failed;
    }
    this.#controller = undefined;
    this.#sendAll.textContent = 'Send all';
    this.#progress.textContent = '';
    this.#summarize(total, controller.signal.aborted ? sent : undefined);
    this.refresh();
  }

  async #again({ sent }: PastExchange): Promise<void> {
    let status = 'No answer';
    const observer: ExchangeObserver = {
      sent: () => {},
      head: (head) => (status = `${head.status} ${head.statusText}`.trim()),
      chunk: () => {},
      end: () => {},
    };
    try {
      const { signal } = this.#resending;
      await this.#source?.resend(sent, this.#history.watch(observer), signal);
      this.#say(`Sent again: ${status}`);
    } catch (error) {
      this.#say(`Sent again: ${explainRequestError(error).message}`, true);
    }
    this.refresh();
  }

  /** @param cancelledAfter How many requests were answered before Send all was cancelled. */
  #summarize({ passed, failed, status }: Tally, cancelledAfter?: number): void {
    if (this.#items.length > 0 && this.#items.every(({ hasPassed }) => hasPassed))
      this.#onAllPassed();
    const all = passed + failed;
    const tally =
      all === 0 ? 'nothing to check' : `${passed} of ${plural(all, 'assertion')} passed`;
    const what =
      cancelledAfter === undefined
        ? status
        : `Cancelled after ${cancelledAfter} of ${plural(this.#items.length, 'request')}`;
    this.#say(what === undefined ? tally : `${what}: ${tally}`, failed > 0);
  }

  #say(text: string, failed = false): void {
    this.#summary.dataset.failed = String(failed);
    this.#summary.textContent = text;
  }
}
