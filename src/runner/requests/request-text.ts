/** Headers and body of a request, as written and then as sent. */
import { h } from '../dom.ts';
import type { RequestEntry, SentRequest } from './exchange.ts';
import { clip } from './response/body.ts';
import { headerList } from './response/header-list.ts';

export class RequestText {
  readonly element = h('div', { class: 'request-sent', role: 'group', 'aria-label': 'Request' });

  /** Shows what is written, `{{…}}` included. */
  written({ headers, body }: RequestEntry): void {
    this.#show(headers, body);
  }

  /** Shows what went out. */
  sent({ headers, body }: SentRequest): void {
    this.#show(headers, body?.length ? new TextDecoder().decode(body) : '');
  }

  #show(headers: RequestEntry['headers'], body: string): void {
    this.element.replaceChildren();
    this.element.hidden = headers.length === 0 && body === '';
    if (headers.length) this.element.append(headerList('Request headers', headers));
    if (body === '') return;
    const pre = h('pre', { class: 'body-text', tabindex: 0, 'aria-label': 'Request body' });
    pre.textContent = clip(body).text;
    this.element.append(pre);
  }
}
