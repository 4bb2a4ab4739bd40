/** One request of the console: what it shows, the button that sends it, and what came of it. */
import type { RequestDraft } from '../../http-file/index.ts';
import { h } from '../dom.ts';
import { explainRequestError } from '../problem.ts';
import { assertionOutcomes, pendingAssertions } from './assertion-list.ts';
import { copyButtons } from './copy/clipboard.ts';
import { copyFormats } from './copy/copied-request.ts';
import type { AssertionOutcome, ConsoleRequest, ExchangeObserver } from './exchange.ts';
import { RequestForm } from './request-form.ts';
import { RequestText } from './request-text.ts';
import { ResponseView } from './response/response-view.ts';

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
  /** The status line of the response, if there was one. */
  status?: string | undefined;
}

export interface RequestItemOptions {
  request: ConsoleRequest;
  /** Unique on the page. */
  id: string;
  /** Where the exchange is written down on its way to the item. */
  watch: (observer: ExchangeObserver) => ExchangeObserver;
  onSend: () => void;
  /** Starts a request of the reader's from this one. */
  onDuplicate: (title: string, draft: RequestDraft) => void;
  /** For one of the reader's. */
  own?:
    | {
        ports: () => readonly number[];
        /** Keeps the edit. @returns The request that it makes. */
        onEdit: (title: string, draft: RequestDraft) => ConsoleRequest;
        onDelete: () => void;
      }
    | undefined;
}

export class RequestItem {
  readonly element: HTMLElement;
  readonly #options: RequestItemOptions;
  readonly #send = h('button', { type: 'button', class: 'send' });
  readonly #toggle: HTMLButtonElement;
  readonly #edit = h('button', { type: 'button', class: 'small', 'aria-expanded': 'false' });
  readonly #back = h('button', { type: 'button', class: 'small' }, 'Back to the author’s');
  readonly #details: HTMLElement;
  readonly #badge = h('span', { class: 'request-state' });
  readonly #formSlot = h('div');
  readonly #text = new RequestText();
  readonly #assertions = h('ul', { class: 'assertions', 'aria-label': 'Assertions' });
  readonly #problem = h('div', { class: 'request-problem' });
  readonly #responseSlot = h('div');
  #request: ConsoleRequest;
  #form: RequestForm | undefined;
  #response: ResponseView | undefined;
  #status: string | undefined;
  #controller: AbortController | undefined;

  constructor(options: RequestItemOptions) {
    this.#options = options;
    this.#request = options.request;
    const detailsId = `${options.id}-details`;
    this.#toggle = h('button', {
      type: 'button',
      class: 'toggle',
      'aria-expanded': 'false',
      'aria-controls': detailsId,
    });
    this.#details = h(
      'div',
      { class: 'request-details', id: detailsId, hidden: true },
      h('p', { class: 'quiet' }, this.#request.entry.description),
      this.#actions(),
      this.#formSlot,
      this.#text.element,
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
    this.#send.addEventListener('click', () => this.#sendOrCancel());
    this.clear();
  }

  /** Back to how it was before anything was sent; edits stay. */
  clear(): void {
    this.#controller?.abort();
    this.#state('unsent');
    this.#text.written(this.#request.entry);
    this.#clearOutcome();
  }

  /** Opens the form, with the focus in it. */
  edit(): void {
    this.#expand(true);
    this.#openForm();
    this.#form?.focus();
    this.element.scrollIntoView({ block: 'nearest' });
  }

  focus(): void {
    this.#toggle.focus();
  }

  /** Whether its last response was as it should be: all assertions held, or there are none. */
  get hasPassed(): boolean {
    return this.element.dataset.state === 'passed';
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
    this.#clearOutcome();
    this.#state('sending');
    if (open) this.#expand(true);
    const { assertions } = this.#request.entry;
    try {
      if (this.#isWrong) throw new Error('Correct the request first: what is wrong is said there.');
      const both = AbortSignal.any([signal, controller.signal]);
      const outcomes = await this.#request.send(this.#options.watch(this.#observer()), both);
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
      return { passed: 0, failed: Math.max(1, assertions.length), status: this.#status };
    } finally {
      if (this.#controller === controller) this.#controller = undefined;
      this.#label();
    }
  }

  get #isWrong(): boolean {
    return this.#form?.hasProblem ?? false;
  }

  get #title(): string {
    return this.#request.entry.title;
  }

  #sendOrCancel(): void {
    if (this.#controller) this.#controller.abort();
    else if (this.#isWrong && !this.#details.hidden) this.#form?.report();
    else this.#options.onSend();
  }

  #actions(): HTMLElement {
    const { own, onDuplicate } = this.#options;
    const copies = copyFormats.map((format) => ({
      label: format,
      name: `Copy as ${format}`,
      text: () => this.#request.copy(format),
    }));
    const duplicate = h('button', { type: 'button', class: 'small' }, 'Duplicate');
    const remove = h('button', { type: 'button', class: 'small' }, 'Delete');
    this.#edit.addEventListener('click', () => (this.#form ? this.#closeForm() : this.edit()));
    duplicate.addEventListener('click', () => onDuplicate(this.#title, this.#request.draft));
    remove.addEventListener('click', () => {
      this.#controller?.abort();
      own?.onDelete();
    });
    this.#back.addEventListener('click', () => this.#goBack());
    return h(
      'div',
      { class: 'request-actions' },
      this.#edit,
      !own && this.#back,
      duplicate,
      own && remove,
      h('span', { class: 'quiet', 'aria-hidden': 'true' }, 'Copy as'),
      copyButtons(copies),
    );
  }

  #openForm(): void {
    const { own, id } = this.#options;
    this.#form ??= new RequestForm({
      id,
      draft: this.#request.draft,
      own: own && { title: this.#title, ports: own.ports() },
      onEdit: (title, draft) => draft && this.#edited(title, draft),
      onSend: () => this.#sendOrCancel(),
    });
    this.#formSlot.replaceChildren(this.#form.element);
    this.#text.element.hidden = true;
    this.#label();
  }

  #closeForm(): void {
    // One that is wrong stays open: closed, it could not be said what is sent.
    if (this.#form?.report()) return;
    this.#form = undefined;
    this.#formSlot.replaceChildren();
    this.#text.written(this.#request.entry);
    this.#label();
  }

  #edited(title: string, draft: RequestDraft): void {
    const { own } = this.#options;
    if (own) this.#request = own.onEdit(title, draft);
    else this.#request.edit(draft);
    this.#label();
  }

  #goBack(): void {
    this.#request.edit(undefined);
    if (this.#form) this.#form.draft = this.#request.draft;
    else this.#text.written(this.#request.entry);
    this.#label();
    this.#edit.focus();
  }

  #clearOutcome(): void {
    this.#release();
    this.#status = undefined;
    this.#problem.replaceChildren();
    this.#assertions.replaceChildren(...pendingAssertions(this.#request.entry.assertions));
    this.#label();
  }

  #conclude(outcomes: readonly AssertionOutcome[]): Tally {
    const failed = outcomes.filter(({ passed }) => !passed).length;
    this.#assertions.replaceChildren(...assertionOutcomes(outcomes));
    this.#state(failed ? 'failed' : 'passed');
    if (failed) this.#expand(true);
    return { passed: outcomes.length - failed, failed, status: this.#status };
  }

  #observer(): ExchangeObserver {
    return {
      sent: (request) => {
        this.#release();
        this.#text.sent(request);
        if (this.#form) this.#text.element.hidden = true;
      },
      head: (head) => {
        this.#status = `${head.status} ${head.statusText}`.trim();
        this.#response = new ResponseView(head);
        this.#responseSlot.replaceChildren(this.#response.element);
      },
      chunk: (bytes) => this.#response?.chunk(bytes),
      end: (took) => this.#response?.end(took),
    };
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
    // A request without assertions has come through, and has passed nothing.
    const isChecked = this.#request.entry.assertions.length > 0;
    this.#badge.textContent = state === 'passed' && !isChecked ? 'Answered' : stateWords[state];
    this.#label();
  }

  /** Names everything after the request as it is now. */
  #label(): void {
    const { method, path, title } = this.#request.entry;
    const { edited } = this.#request;
    this.#toggle.replaceChildren(
      h('span', { class: `method method-${method.toLowerCase()}` }, method),
      ' ',
      h('span', { class: 'path' }, path),
      ' ',
      h('span', { class: 'title' }, title),
      edited
        ? h('span', { class: 'edited' }, h('span', { 'aria-hidden': 'true' }, '●'), ' edited')
        : '',
    );
    const action = this.#controller ? 'Cancel' : 'Send';
    this.#send.textContent = action;
    this.#send.setAttribute('aria-label', `${action} ${method} ${path}`);
    this.#edit.textContent = this.#form ? 'Done' : 'Edit';
    this.#edit.setAttribute('aria-expanded', String(this.#form !== undefined));
    this.#back.hidden = !edited;
  }
}
