/** One response: status, time, size, headers and body, filled in as it arrives. Text, never markup. */
import { h } from '../dom.ts';
import { formatBytes, formatDuration } from '../quantities.ts';
import {
  bodyKind,
  clip,
  decoderFor,
  downloadName,
  headerValue,
  prettyJson,
  shownLimit,
} from './body.ts';
import type { ResponseHead } from './exchange.ts';
import { headerList } from './header-list.ts';

/** Bytes kept for the download link; a body without end must not fill the tab's memory. */
const keptLimit = 50_000_000;

export class ResponseView {
  readonly element = h('div', { class: 'response', role: 'group', 'aria-label': 'Response' });
  readonly #summary = h('p', { class: 'response-summary' });
  readonly #body = h('div', { class: 'response-body' });
  readonly #live = h('pre', { class: 'body-text', tabindex: 0, 'aria-label': 'Response body' });
  #head: ResponseHead | undefined;
  #decoder = new TextDecoder();
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #kept = 0;
  #shown = 0;
  #urls: string[] = [];

  constructor(head: ResponseHead) {
    this.#head = head;
    this.#decoder = decoderFor(headerValue(head.headers, 'content-type'));
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
    const type = this.#head && headerValue(this.#head.headers, 'content-type');
    const kind = bodyKind(type, bytes);
    if ((kind !== 'text' && kind !== 'json') || this.#shown >= shownLimit) return;
    const { text } = clip(this.#decoder.decode(bytes, { stream: true }));
    this.#shown += text.length;
    this.#live.append(text);
    if (!this.#live.isConnected) this.#body.replaceChildren(this.#live);
  }

  /** @param took Milliseconds from sending to the last byte; `undefined` when it broke off. */
  end(took?: number): void {
    const head = this.#head;
    if (!head) return;
    if (took !== undefined) this.#summary.children[1]?.replaceChildren(formatDuration(took));
    this.#summary.append(h('span', {}, formatBytes(this.#size)));
    if (took === undefined) this.#summary.append(h('span', {}, 'not complete'));
    const type = headerValue(head.headers, 'content-type');
    const blob = new Blob(this.#chunks);
    void blob.arrayBuffer().then((buffer) => this.#showBody(type, new Uint8Array(buffer)));
  }

  /** Gives back the memory behind image and download links. */
  release(): void {
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.#chunks = [];
  }

  #showBody(type: string | undefined, bytes: Uint8Array<ArrayBuffer>): void {
    const kind = bodyKind(type, bytes);
    if (kind === 'empty') {
      this.#body.replaceChildren(h('p', { class: 'quiet' }, 'No body'));
      return;
    }
    if (kind === 'image') {
      const src = this.#url(bytes, type ?? '');
      this.#body.replaceChildren(
        h('img', { class: 'body-image', src, alt: `Response body, ${type ?? 'image'}` }),
        this.#download(bytes),
      );
      return;
    }
    if (kind === 'binary') {
      const what = `Binary, ${type || 'of no type'}, ${formatBytes(this.#size)}`;
      this.#body.replaceChildren(h('p', { class: 'quiet' }, what), this.#download(bytes));
      return;
    }
    const decoded = decoderFor(type).decode(bytes);
    const { text, clipped } = clip(kind === 'json' ? prettyJson(decoded) : decoded);
    this.#live.textContent = text;
    this.#body.replaceChildren(this.#live);
    if (clipped) {
      const note = `Only the first ${shownLimit.toLocaleString('en')} characters are shown.`;
      this.#body.append(h('p', { class: 'quiet' }, note), this.#download(bytes));
    }
  }

  #download(bytes: Uint8Array<ArrayBuffer>): HTMLElement {
    // Opened instead of saved, a blob of type text/html would run on this origin.
    const href = this.#url(bytes, 'application/octet-stream');
    const download = downloadName(this.#head?.headers ?? []);
    return h('p', {}, h('a', { href, download }, `Download ${download}`));
  }

  #url(bytes: Uint8Array<ArrayBuffer>, type: string): string {
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    this.#urls.push(url);
    return url;
  }
}
