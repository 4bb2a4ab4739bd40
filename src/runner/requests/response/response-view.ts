/** One response: status, time, size, headers and body, filled in as it arrives. Text, never markup. */
import { h } from '../../dom.ts';
import { formatBytes, formatDuration } from '../../quantities.ts';
import type { ResponseHead } from '../exchange.ts';
import { bodyKind, clip, decoderFor, headerValue, parseContentType, shownLimit } from './body.ts';
import { bodyText, bodyView } from './body-view.ts';
import { EventList } from './event-list.ts';
import { headerList } from './header-list.ts';

/** Bytes kept for the download link; a body without end must not fill the tab's memory. */
const keptLimit = 50_000_000;
/** Of JSON that is still coming: what replaces it is another view, and layout of one long line is slow. */
const jsonLimit = 10_000;

export class ResponseView {
  readonly element = h('div', { class: 'response', role: 'group', 'aria-label': 'Response' });
  readonly #summary = h('p', { class: 'response-summary' });
  readonly #body = h('div', { class: 'response-body' });
  readonly #live = bodyText();
  readonly #head: ResponseHead;
  readonly #type: string | undefined;
  readonly #decoder: TextDecoder;
  readonly #events: EventList | undefined;
  /** By `performance.now()`. */
  readonly #sentAt: number;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #kept = 0;
  #shown = 0;
  #urls: string[] = [];
  #released = false;

  constructor(head: ResponseHead) {
    this.#head = head;
    this.#sentAt = performance.now() - head.took;
    this.#type = headerValue(head.headers, 'content-type');
    this.#decoder = decoderFor(this.#type);
    if (parseContentType(this.#type).type === 'text/event-stream') this.#events = new EventList();
    const tone = `status status-${Math.floor(head.status / 100)}xx`;
    this.#summary.append(
      h('strong', { class: tone }, `${head.status} ${head.statusText}`.trim()),
      h('span', {}, formatDuration(head.took)),
    );
    this.element.append(this.#summary, headerList('Response headers', head.headers), this.#body);
  }

  chunk(bytes: Uint8Array<ArrayBuffer>): void {
    this.#size += bytes.length;
    if (this.#kept < keptLimit) {
      this.#chunks.push(bytes);
      this.#kept += bytes.length;
    }
    const kind = bodyKind(this.#type, bytes);
    if (kind !== 'text' && kind !== 'json') return;
    if (!this.#events && this.#shown >= (kind === 'json' ? jsonLimit : shownLimit)) return;
    const text = this.#decoder.decode(bytes, { stream: true });
    if (this.#events) {
      this.#events.feed(text, performance.now() - this.#sentAt);
    } else {
      const start = kind === 'json' ? text.slice(0, jsonLimit) : clip(text).text;
      this.#shown += start.length;
      this.#live.append(start);
    }
    const shown = this.#events?.element ?? this.#live;
    if (!shown.isConnected) this.#body.replaceChildren(shown);
  }

  /** @param took Milliseconds from sending to the last byte; `undefined` when it broke off. */
  end(took?: number): void {
    if (took !== undefined) this.#summary.children[1]?.replaceChildren(formatDuration(took));
    this.#summary.append(h('span', {}, formatBytes(this.#size)));
    if (took === undefined) this.#summary.append(h('span', {}, 'not complete'));
    void new Blob(this.#chunks).arrayBuffer().then((buffer) => this.#showBody(buffer));
  }

  /** Gives back the memory behind the body and its links. */
  release(): void {
    this.#released = true;
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.#chunks = [];
  }

  #showBody(buffer: ArrayBuffer): void {
    if (this.#released) return;
    const { elements, urls } = bodyView({
      headers: this.#head.headers,
      bytes: new Uint8Array(buffer),
      size: this.#size,
      reading: this.#events?.element,
    });
    this.#chunks = [];
    this.#urls = urls;
    this.#body.replaceChildren(...elements);
  }
}
