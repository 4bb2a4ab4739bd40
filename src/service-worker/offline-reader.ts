/**
 * The journal's pages and files: from the network, which keeps a copy of each, and from the copy where
 * the network does not answer. A copy never stands before an answer of the server: what a program's
 * preview of the same origin might have written into the caches is not shown while there is one.
 */
import type { ExtendableMessageEvent, FetchEvent } from '../engine/preview/service-worker-scope.ts';
import type { Copies } from './copies.ts';
import { withHostHeaders } from './host-headers.ts';
import { isKeepMessage } from './messages.ts';
import { networkFirst } from './network-first.ts';
import { offlinePage, titleOf, type KeptPage } from './offline-page.ts';
import { copyKey, kindOf, type RequestKind } from './requests.ts';

/** A reader who waits longer than this for what is here already goes away. */
const PATIENCE_MS = 3000;
/** Pages that the offline page lists at most; the latest first. */
const LISTED_PAGES = 100;

export interface OfflineReaderOptions {
  /** Absolute URL of the service worker's scope. */
  scope: string;
  copies: Copies;
  isPreview: (url: string) => boolean;
  /** As of `kindOf`. */
  immutable: readonly string[];
  /** Paths below the scope of what programs load, which the page does not know of. */
  engineFiles: readonly string[];
  /** As of `withHostHeaders`. */
  headers: Readonly<Record<string, string>>;
  fetch: typeof fetch;
}

export class OfflineReader {
  readonly #options: OfflineReaderOptions;

  constructor(options: OfflineReaderOptions) {
    this.#options = options;
  }

  /** @returns The answer to a request that is no preview's; `undefined` leaves it to the browser. */
  answer(event: FetchEvent): Promise<Response> | undefined {
    const { request } = event;
    const { scope, immutable, headers } = this.#options;
    const { url, method, mode, destination, cache } = request;
    const hasRange = request.headers.has('range');
    const kind = kindOf({ url, method, mode, destination, cache, hasRange }, scope, immutable);
    if (kind === 'other' || this.#options.isPreview(url)) return undefined;
    const answer = this.#answer(event, kind).then((response) => withHostHeaders(response, headers));
    return kind === 'page' ? answer.catch(() => this.#notKept(url)) : answer;
  }

  /**
   * Keeps what a page has loaded before this worker saw its requests. It comes from the browser's own
   * cache, so nothing is fetched twice.
   */
  onMessage(event: ExtendableMessageEvent): void {
    const { data, source } = event;
    if (!isKeepMessage(data) || !source || !('url' in source)) return;
    const { scope, engineFiles, isPreview } = this.#options;
    const loaded = data.urls.filter((url) => url.startsWith(scope) && !isPreview(url));
    const maybe = engineFiles.map((path) => scope + path);
    event.waitUntil(
      Promise.all([
        ...loaded.map((url) => this.#keepLoaded(url, 'force-cache')),
        // Whether a program needed it is known to the browser's cache only.
        ...maybe.map((url) => this.#keepLoaded(url, 'only-if-cached')),
      ]),
    );
  }

  #answer(event: FetchEvent, kind: RequestKind): Promise<Response> {
    const { copies } = this.#options;
    const key = copyKey(event.request.url, kind);
    return networkFirst({
      patience: PATIENCE_MS,
      isGood: (response) => isAnswer(response, kind),
      fromCopy: async () => (await copies.get(key)) ?? (await this.#moved(key, kind)),
      fromNetwork: async () => {
        const response = await this.#options.fetch(event.request);
        if (isKeepable(response)) {
          const copy = response.clone();
          event.waitUntil(this.#keep(key, kind, copy));
        } else if (kind === 'page' && response.status === 404) {
          event.waitUntil(copies.delete(key));
        }
        return response;
      },
    });
  }

  async #keep(key: string, kind: RequestKind, response: Response): Promise<void> {
    const { copies } = this.#options;
    if (kind === 'immutable' && (await copies.has(key))) {
      await response.body?.cancel().catch(() => {});
    } else await copies.put(key, response);
  }

  async #keepLoaded(url: string, cache: RequestCache): Promise<void> {
    const { copies } = this.#options;
    const key = copyKey(url, url.endsWith('/') ? 'page' : 'file');
    if (await copies.has(key)) return;
    try {
      const response = await this.#options.fetch(key, { cache, mode: 'same-origin' });
      if (isKeepable(response)) await copies.put(key, response);
    } catch {
      // Not there any more; it will be when it is next loaded.
    }
  }

  /** What a server does for a page without the slash at its end. */
  async #moved(key: string, kind: RequestKind): Promise<Response | undefined> {
    if (kind !== 'page' || key.endsWith('/') || !(await this.#options.copies.has(`${key}/`)))
      return undefined;
    return Response.redirect(`${key}/`, 302);
  }

  async #notKept(url: string): Promise<Response> {
    return new Response(offlinePage(await this.#keptPages(url)), {
      status: 503,
      statusText: 'Service Unavailable',
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        ...this.#options.headers,
      },
    });
  }

  async #keptPages(except: string): Promise<KeptPage[]> {
    const { copies } = this.#options;
    const urls = (await copies.urls()).filter((url) => url.endsWith('/') && url !== except);
    const pages = urls.slice(0, LISTED_PAGES).map(async (url): Promise<KeptPage | undefined> => {
      const title = titleOf((await (await copies.get(url))?.text()) ?? '');
      return title ? { path: new URL(url).pathname, title } : undefined;
    });
    return (await Promise.all(pages)).filter((page) => page !== undefined);
  }
}

const isKeepable = ({ status, type, redirected }: Response): boolean =>
  status === 200 && type === 'basic' && !redirected;

/** A server that is being changed says that it cannot answer; a file of an older build is gone. */
const isAnswer = ({ status }: Response, kind: RequestKind): boolean =>
  status < 500 && !(kind === 'immutable' && status >= 400);
