/** One request of the console: what it shows, the button that sends it, and what came of it. */
import { h } from '../dom.ts';
import { explainRequestError } from '../problem.ts';
import { assertionOutcomes, pendingAssertions } from './assertion-list.ts';
import { clip } from './body.ts';
import type {
  AssertionOutcome,
  ExchangeObserver,
  RequestEntry,
  RequestSource,
  SentRequest,
} from './exchange.ts';
import { headerList } from './header-list.ts';
import { ResponseView } from './response-view.ts';

export const requestStates = ['unsent', 'sending', 'passed', 'failed', 'cancelled'] as const;
export type RequestState = (typeof requestStates)[number];

const stateWords: Record<RequestState, string> = {
  unsent: '',
  sending: 'Sending…',
  passed: 'Passed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export interface Tally {
  passed: number;
  failed: number;
}

export class RequestItem {
  readonly element: HTMLElement;
  readonly #entry: RequestEntry;
  readonly #source: RequestSource;
  readonly #send: HTMLButtonElement;
  readonly #toggle: HTMLButtonElement;
  readonly #details: HTMLElement;
  readonly #badge = h('span', { class: 'request-state' });
  readonly #request = h('div', { class: 'request-sent', role: 'group', 'aria-label': 'Request' });
  readonly #assertions = h('ul', { class: 'assertions', 'aria-label': 'Assertions' });
  readonly #problem = h('div', { class: 'request-problem' });
  readonly #responseSlot = h('div');
  #response: ResponseView | undefined;
  #controller: AbortController | undefined;

  constructor(entry: RequestEntry, source: RequestSource, idPrefix: string) {
    this.#entry = entry;
    this.#source = source;
    const detailsId = `${idPrefix}-request-${entry.index}`;
    const line = `${entry.method} ${entry.path}`;
    this.#send = h(
      'button',
      { type: 'button', class: 'send', 'aria-label': `Send ${line}` },
      'Send',
    );
    this.#toggle = h(
      'button',
      { type: 'button', class: 'toggle', 'aria-expanded': 'false', 'aria-controls': detailsId },
      h('span', { class: `method method-${entry.method.toLowerCase()}` }, entry.method),
      ' ',
      h('span', { class: 'path' }, entry.path),
      ' ',
      entry.title !== '' && h('span', { class: 'title' }, entry.title),
    );
    this.#details = h(
      'div',
      { class: 'request-details', id: detailsId, hidden: true },
      entry.description !== undefined && h('p', { class: 'quiet' }, entry.description),
      this.#request,
      this.#problem,
      this.#assertions,
      this.#responseSlot,
    );
    this.element = h(
      'li',
      { class: 'request', 'data-state': 'unsent' },
      h('div', { class: 'request-row' }, this.#toggle, this.#badge, this.#send),
      this.#details,
    );
    this.#toggle.addEventListener('click', () =>
      this.#expand(this.#details.hasAttribute('hidden')),
    );
    this.clear();
  }

  /** @param listener Called on a click on Send; a click during a request cancels it instead. */
  onSend(listener: () => void): void {
    this.#send.addEventListener('click', () => {
      if (this.#controller) this.#controller.abort();
      else listener();
    });
  }

  /** Back to how it was before anything was sent. */
  clear(): void {
    this.#controller?.abort();
    this.#release();
    this.#state('unsent');
    this.#showRequest(this.#entry.headers, this.#entry.body);
    this.#problem.replaceChildren();
    this.#assertions.replaceChildren(...pendingAssertions(this.#entry.assertions));
  }

  /**
   * Sends the request and shows what comes. Never throws: what goes wrong is shown here.
   *
   * @param open Whether the details open in any case, or only when something failed.
   */
  async send(signal: AbortSignal, open: boolean): Promise<Tally> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.clearOutcome();
    this.#state('sending');
    if (open) this.#expand(true);
    try {
      const outcomes = await this.#source.send(
        this.#entry.index,
        this.#observer(),
        AbortSignal.any([signal, controller.signal]),
      );
      return this.#conclude(outcomes);
    } catch (error) {
      this.#response?.end();
      if (controller.signal.aborted || signal.aborted) {
        this.#state('cancelled');
      } else {
        this.#showProblem(error);
        this.#state('failed');
        this.#expand(true);
      }
      return { passed: 0, failed: Math.max(1, this.#entry.assertions.length) };
    } finally {
      if (this.#controller === controller) this.#controller = undefined;
      this.#send.textContent = 'Send';
      this.#send.setAttribute('aria-label', `Send ${this.#entry.method} ${this.#entry.path}`);
    }
  }

  clearOutcome(): void {
    this.#release();
    this.#problem.replaceChildren();
    this.#assertions.replaceChildren(...pendingAssertions(this.#entry.assertions));
  }

  #conclude(outcomes: readonly AssertionOutcome[]): Tally {
    const failed = outcomes.filter(({ passed }) => !passed).length;
    this.#assertions.replaceChildren(...assertionOutcomes(outcomes));
    this.#state(failed ? 'failed' : 'passed');
    if (failed) this.#expand(true);
    return { passed: outcomes.length - failed, failed };
  }

  #observer(): ExchangeObserver {
    return {
      sent: (request) => {
        this.#release();
        this.#showSent(request);
      },
      head: (head) => {
        this.#response = new ResponseView(head);
        this.#responseSlot.replaceChildren(this.#response.element);
      },
      chunk: (bytes) => this.#response?.chunk(bytes),
      end: (took) => this.#response?.end(took),
    };
  }

  #showSent({ headers, body }: SentRequest): void {
    const text = body?.length ? new TextDecoder().decode(body) : '';
    this.#showRequest(headers, text);
  }

  #showRequest(headers: RequestEntry['headers'], body: string): void {
    this.#request.replaceChildren();
    this.#request.hidden = headers.length === 0 && body === '';
    if (headers.length) this.#request.append(headerList('Request headers', headers));
    if (body === '') return;
    const pre = h('pre', { class: 'body-text', tabindex: 0, 'aria-label': 'Request body' });
    pre.textContent = clip(body).text;
    this.#request.append(pre);
  }

  #showProblem(error: unknown): void {
    const { message, nextStep } = explainRequestError(error);
    this.#problem.replaceChildren(
      h('p', {}, h('strong', {}, message), nextStep ? ` ${nextStep}` : ''),
    );
  }

  #expand(open: boolean): void {
    this.#details.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
  }

  #release(): void {
    this.#response?.release();
    this.#response = undefined;
    this.#responseSlot.replaceChildren();
  }

  #state(state: RequestState): void {
    this.element.dataset.state = state;
    this.#badge.textContent = stateWords[state];
    if (state !== 'sending') return;
    this.#send.textContent = 'Cancel';
    this.#send.setAttribute('aria-label', `Cancel ${this.#entry.method} ${this.#entry.path}`);
  }
}
