/** The reader's own requests, below those of the day. They are not part of Send all and its tally. */
import type { RequestDraft } from '../../http-file/index.ts';
import { h } from '../dom.ts';
import type { ConsoleRequest } from './exchange.ts';
import {
  keepOwnRequests,
  loadOwnRequests,
  mostOwnRequests,
  type OwnRequest,
} from './own-requests.ts';
import type { RequestItem, RequestItemOptions } from './request-item.ts';

export interface OwnRequestsOptions {
  day: string;
  /** Makes ids unique on the page. */
  id: string;
  ports: () => readonly number[];
  create: (title: string, draft: RequestDraft) => ConsoleRequest;
  item: (request: ConsoleRequest, options: Pick<RequestItemOptions, 'id' | 'own'>) => RequestItem;
  /** Says what stands in the way of keeping them. */
  say: (problem: string) => void;
}

const blank: RequestDraft = { method: 'GET', url: '/', headers: '', body: '' };

export class OwnRequestsView {
  readonly element: HTMLElement;
  readonly #options: OwnRequestsOptions;
  readonly #list: HTMLOListElement;
  readonly #rows: { own: OwnRequest; item: RequestItem }[] = [];
  #made = 0;

  constructor(options: OwnRequestsOptions) {
    this.#options = options;
    const heading = h('p', { id: `${options.id}-own`, class: 'heading' }, 'Your requests');
    const note = h('p', { class: 'quiet' }, 'Kept in this browser; Send all leaves them out.');
    this.#list = h('ol', { class: 'requests', 'aria-labelledby': heading.id });
    this.element = h('section', { class: 'own-requests' }, heading, note, this.#list);
    for (const own of loadOwnRequests(options.day)) this.#append(own);
    this.#showOrHide();
  }

  /** Adds a request and opens its form. */
  add(title = '', draft: RequestDraft = blank): void {
    if (this.#rows.length >= mostOwnRequests) {
      this.#options.say(`There are ${mostOwnRequests} requests of yours; delete one first.`);
      return;
    }
    const port = this.#options.ports()[0] ?? 3000;
    // A path alone goes to the example's own port, which is said.
    const url = draft.url.startsWith('/') ? `http://localhost:${port}${draft.url}` : draft.url;
    const own = { title: title && `Copy of ${title}`, draft: { ...draft, url } };
    const item = this.#append(own);
    this.#showOrHide();
    this.#keep();
    item.edit();
  }

  clear(): void {
    for (const { item } of this.#rows) item.clear();
  }

  #append(own: OwnRequest): RequestItem {
    const { create, ports, id } = this.#options;
    const row = { own } as { own: OwnRequest; item: RequestItem };
    row.item = this.#options.item(create(own.title, own.draft), {
      id: `${id}-own-${this.#made++}`,
      own: {
        ports,
        onEdit: (title, draft) => {
          row.own = { title, draft };
          this.#keep();
          return create(title, draft);
        },
        onDelete: () => this.#delete(row),
      },
    });
    this.#rows.push(row);
    this.#list.append(row.item.element);
    return row.item;
  }

  #delete(row: { own: OwnRequest; item: RequestItem }): void {
    const index = this.#rows.indexOf(row);
    this.#rows.splice(index, 1);
    row.item.clear();
    row.item.element.remove();
    this.#keep();
    const next = this.#rows[Math.min(index, this.#rows.length - 1)];
    if (next) next.item.focus();
    // The section goes with its last request; what made it is the nearest thing that stays.
    else
      this.element
        .closest('[role="tabpanel"]')
        ?.querySelector<HTMLElement>('[data-part="new-request"]')
        ?.focus();
    this.#showOrHide();
  }

  #keep(): void {
    const problem = keepOwnRequests(
      this.#options.day,
      this.#rows.map(({ own }) => own),
    );
    if (problem) this.#options.say(problem);
  }

  #showOrHide(): void {
    this.element.hidden = this.#rows.length === 0;
  }
}
