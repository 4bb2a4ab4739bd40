/** The service worker's part of a preview: takes requests of its documents to the page that runs it. */
import { ask } from './ask.ts';
import { decodeBody, supportedEncodings, UnsupportedEncoding } from './content-decoding.ts';
import type { Cookie } from './cookie-jar.ts';
import { errorPage, problemOf, type PreviewProblem } from './error-page.ts';
import { BODY_WINDOW, Exchange, ExchangeError } from './exchange.ts';
import { injectHtml, scriptElement } from './inject-html.ts';
import { KnownClients } from './known-clients.ts';
import { Owners } from './owners.ts';
import {
  isDocumentToWorker,
  isPageToWorker,
  type CookiesAnswer,
  type InjectedConfig,
  type PageToWorker,
  type PreviewRequest,
  type WorkerToDocument,
  type WorkerToPage,
} from './protocol.ts';
import { requestHeaders } from './request-headers.ts';
import { isHtml, previewHeaders } from './response-headers.ts';
import {
  parsePreview,
  previewSpace,
  route,
  type ClientKind,
  type PreviewAddress,
  type PreviewServer,
  type Route,
} from './routing.ts';
import type {
  ExtendableMessageEvent,
  FetchEvent,
  ServiceWorkerScope,
  WorkerClient,
} from './service-worker-scope.ts';

/** Fetch, 2.2.3: a `Response` with one of these and a body cannot be made. */
const NULL_BODY = new Set([204, 205, 304]);
/** How long a page may take to store cookies. */
const PAGE_PATIENCE_MS = 5000;
/** A document that waits for a synchronous request, or has been left, does not answer at all. */
const DOCUMENT_PATIENCE_MS = 250;

export interface PreviewWorkerOptions {
  /**
   * Answers a request that is no preview's, for a service worker that does more than previews;
   * `undefined` leaves it to the browser.
   */
  otherwise?: (event: FetchEvent) => Promise<Response> | undefined;
}

export class PreviewWorker {
  readonly #scope: ServiceWorkerScope;
  readonly #otherwise: NonNullable<PreviewWorkerOptions['otherwise']>;
  readonly #script: string;
  readonly #space: string;
  readonly #owners: Owners;
  readonly #known = new KnownClients();
  readonly #exchanges = new Map<Exchange, PreviewServer>();
  /** Writes to `document.cookie` that have not reached the jar yet; requests wait for them. */
  readonly #cookieWrites = new Map<string, Promise<unknown>>();

  /** @param script Put into HTML documents; see `injected.ts`. */
  constructor(scope: ServiceWorkerScope, script: string, options: PreviewWorkerOptions = {}) {
    this.#scope = scope;
    this.#otherwise = options.otherwise ?? (() => undefined);
    this.#script = script;
    this.#space = previewSpace(scope.registration.scope);
    this.#owners = new Owners(scope.clients, ({ url }) => this.#parse(url) !== undefined);
  }

  onFetch(event: FetchEvent): void {
    const routed = this.#route(event);
    const { resultingClientId } = event;
    if (resultingClientId) this.#remember(resultingClientId, routed);
    if (routed.kind === 'pass') {
      const answer = this.#otherwise(event);
      if (answer) event.respondWith(answer);
      return;
    }
    event.respondWith(
      routed.kind === 'look-up' ? this.#lookUp(event) : this.#answer(event, routed),
    );
  }

  onMessage(event: ExtendableMessageEvent): void {
    const { data, source } = event;
    if (!source || !('url' in source)) return;
    const preview = this.#parse((source as WorkerClient).url);
    if (preview) {
      const [socket] = event.ports;
      if (isDocumentToWorker(data) && socket) {
        const { port, path, protocols } = data;
        const headers: [string, string][] = [
          ['Origin', `http://localhost:${preview.port}`],
          ['User-Agent', this.#scope.navigator.userAgent],
        ];
        const request = { path, protocols, headers };
        event.waitUntil(
          this.#openWebSocket({ containerId: preview.containerId, port }, request, socket),
        );
      }
    } else if (isPageToWorker(data)) event.waitUntil(this.#tellDocuments(data));
  }

  #parse(url: string): PreviewAddress | undefined {
    return parsePreview(this.#space, url);
  }

  #route({ request, clientId }: FetchEvent, fallback?: ClientKind): Route {
    const { url, mode, method, destination, referrer } = request;
    return route(this.#space, {
      url,
      mode,
      method,
      destination,
      referrer,
      hasClient: clientId !== '',
      client: (clientId && this.#known.get(clientId)) || fallback,
    });
  }

  #remember(clientId: string, routed: Route): void {
    if (routed.kind === 'answer') {
      const { containerId, port } = routed.address;
      this.#known.set(clientId, { containerId, port });
    } else if (routed.kind === 'pass') this.#known.set(clientId, 'journal');
  }

  /**
   * A client from before the service worker was last stopped. Only windows are looked at: in Firefox,
   * looking up a worker needs that worker's thread, which `importScripts` holds until it is answered.
   */
  async #lookUp(event: FetchEvent): Promise<Response> {
    const windows = await this.#scope.clients.matchAll({
      type: 'window',
      includeUncontrolled: true,
    });
    for (const { id, url } of windows) {
      const preview = this.#parse(url);
      if (preview) this.#known.set(id, { containerId: preview.containerId, port: preview.port });
      else if (URL.canParse(url) && url.startsWith('http')) this.#known.set(id, 'journal');
    }
    if (!this.#known.get(event.clientId)) this.#known.set(event.clientId, 'journal');
    const routed = this.#route(event);
    return routed.kind === 'pass' || routed.kind === 'look-up'
      ? (this.#otherwise(event) ?? fetch(event.request))
      : this.#answer(event, routed);
  }

  async #answer(
    event: FetchEvent,
    routed: Exclude<Route, { kind: 'pass' | 'look-up' }>,
  ): Promise<Response> {
    const isNavigation = event.request.mode === 'navigate';
    switch (routed.kind) {
      case 'redirect':
        // 307 keeps the method and body of a form.
        return Response.redirect(routed.location, 307);
      case 'forbid':
        return isNavigation ? problemPage('forbidden', 0) : Response.error();
      case 'document-cookie': {
        const { containerId } = routed.source;
        const write = this.#writeDocumentCookie(event.request, containerId);
        this.#cookieWrites.set(containerId, write);
        await write;
        if (this.#cookieWrites.get(containerId) === write) this.#cookieWrites.delete(containerId);
        return new Response(null, { status: 204 });
      }
      case 'answer':
        try {
          return await this.#request(event, routed.address, routed.source);
        } catch (error) {
          const { code, message } =
            error instanceof ExchangeError
              ? error
              : { code: 'ERR_PREVIEW', message: (error as Error).message };
          if (!isNavigation) return Response.error();
          const problem = code === 'ERR_NO_OWNER' ? 'no-owner' : problemOf(code);
          const detail = problem === 'no-owner' ? undefined : message;
          return problemPage(problem, routed.address.port, detail);
        }
    }
  }

  async #request(
    event: FetchEvent,
    address: PreviewAddress,
    source: PreviewServer | undefined,
  ): Promise<Response> {
    const { request } = event;
    const { containerId, port, path } = address;
    const [owner, body] = await Promise.all([
      this.#owners.find(containerId),
      readBody(request),
      this.#cookieWrites.get(containerId),
    ]);
    if (!owner) throw new ExchangeError('ERR_NO_OWNER', 'No window runs this container');

    const headers = requestHeaders(
      this.#space,
      address,
      source,
      {
        url: request.url,
        method: request.method,
        mode: request.mode,
        destination: request.destination,
        referrer: request.referrer,
        headers: request.headers,
        bodyLength: body?.length,
      },
      {
        userAgent: this.#scope.navigator.userAgent,
        languages: this.#scope.navigator.languages,
        encodings: supportedEncodings(),
      },
    );
    const forwarded: PreviewRequest = {
      method: request.method,
      path,
      headers,
      window: BODY_WINDOW,
    };
    if (body) forwarded.body = body;
    const channel = new MessageChannel();
    const exchange = new Exchange(channel.port1, request.signal);
    this.#exchanges.set(exchange, { containerId, port });
    // Keeps the service worker alive while a response streams.
    event.waitUntil(exchange.finished.then(() => this.#exchanges.delete(exchange)));
    const message: WorkerToPage = {
      type: 'preview:request',
      containerId,
      port,
      request: forwarded,
    };
    owner.postMessage(message, body ? [channel.port2, body.buffer] : [channel.port2]);
    return await this.#response(event, address, owner, exchange);
  }

  async #response(
    event: FetchEvent,
    address: PreviewAddress,
    owner: WorkerClient,
    exchange: Exchange,
  ): Promise<Response> {
    const { request } = event;
    const { status, statusText, rawHeaders } = await exchange.head;
    const nonce = crypto.randomUUID();
    const { destination } = request;
    const { headers, setCookies, encodings, contentType } = previewHeaders(rawHeaders, {
      space: this.#space,
      address,
      destination,
      nonce,
    });
    const isNavigation = request.mode === 'navigate';
    // Stored before the browser sees the response: what it does next, such as following a redirect,
    // needs the cookies.
    const cookies =
      isNavigation || setCookies.length > 0
        ? await this.#storeCookies(owner, address, setCookies)
        : [];
    if (!isNavigation && setCookies.length > 0) {
      await this.#tellCookies(address.containerId, cookies, event.clientId);
    }

    if (status < 200 || status > 599) {
      exchange.abort();
      const detail = `A browser takes no response with status ${status}`;
      return isNavigation ? problemPage('unreadable', address.port, detail) : Response.error();
    }
    const init = { status, statusText: printable(statusText), headers: asHeaders(headers) };
    if (NULL_BODY.has(status) || request.method === 'HEAD') {
      void exchange.body.cancel();
      return new Response(null, init);
    }
    let body = exchange.body;
    try {
      body = decodeBody(body, encodings);
    } catch (error) {
      exchange.abort();
      if (!(error instanceof UnsupportedEncoding) || !isNavigation) return Response.error();
      return problemPage('unreadable', address.port, error.message);
    }
    if (isNavigation && isHtml(contentType) && !/utf-16/.test(contentType)) {
      const config: InjectedConfig = {
        space: this.#space,
        containerId: address.containerId,
        port: address.port,
        cookies,
      };
      const markup = scriptElement(this.#script, config, nonce);
      body = body.pipeThrough(injectHtml(markup, /;\s*charset=/.test(contentType)));
    }
    return new Response(body, init);
  }

  async #storeCookies(
    owner: WorkerClient,
    { containerId, port, path }: PreviewAddress,
    lines: string[],
  ): Promise<Cookie[]> {
    const url = `http://localhost:${port}${path}`;
    const message: WorkerToPage = { type: 'preview:set-cookies', containerId, url, lines };
    const answer = await ask<CookiesAnswer>(owner, message, PAGE_PATIENCE_MS);
    return answer?.cookies ?? [];
  }

  async #writeDocumentCookie(request: Request, containerId: string): Promise<void> {
    const [owner, body] = await Promise.all([this.#owners.find(containerId), request.text()]);
    const end = body.indexOf('\n');
    if (!owner || end < 0) return;
    const [url, text] = [body.slice(0, end), body.slice(end + 1)];
    const message: WorkerToPage = { type: 'preview:document-cookie', containerId, url, text };
    const answer = await ask<CookiesAnswer>(owner, message, PAGE_PATIENCE_MS);
    if (answer) void this.#tellCookies(containerId, answer.cookies);
  }

  /** Tells a container's documents which cookies they have. Waits for the one that asked. */
  async #tellCookies(containerId: string, cookies: Cookie[], waitFor = ''): Promise<void> {
    const message: WorkerToDocument = { type: 'preview:cookies', cookies };
    for (const client of await this.#documents(containerId)) {
      if (client.id === waitFor) await ask(client, message, DOCUMENT_PATIENCE_MS);
      else client.postMessage(message);
    }
  }

  async #tellDocuments(message: PageToWorker): Promise<void> {
    const { containerId } = message;
    if (message.type === 'preview:cookies') {
      await this.#tellCookies(containerId, message.cookies);
      return;
    }
    const { port } = message;
    for (const [exchange, server] of this.#exchanges) {
      if (server.containerId !== containerId || (port ?? server.port) !== server.port) continue;
      exchange.fail('ERR_STOPPED', 'The program ended before its response did');
    }
    const told: WorkerToDocument = { type: 'preview:stopped', ...(port && { port }) };
    for (const client of await this.#documents(containerId)) client.postMessage(told);
  }

  async #documents(containerId: string): Promise<WorkerClient[]> {
    const windows = await this.#scope.clients.matchAll({
      type: 'window',
      includeUncontrolled: false,
    });
    return windows.filter(({ url }) => this.#parse(url)?.containerId === containerId);
  }

  async #openWebSocket(
    { containerId, port }: PreviewServer,
    request: { path: string; protocols: string[]; headers: [string, string][] },
    socket: MessagePort,
  ): Promise<void> {
    const [owner] = await Promise.all([
      this.#owners.find(containerId),
      this.#cookieWrites.get(containerId),
    ]);
    if (!owner) {
      socket.postMessage({ type: 'error', message: 'No window runs this program' });
      socket.postMessage({ type: 'close', code: 1006, reason: '', wasClean: false });
      return;
    }
    const message: WorkerToPage = { type: 'preview:websocket', containerId, port, request };
    owner.postMessage(message, [socket]);
  }
}

/** The whole body: whether there will be one shows only at its end. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { method } = request;
  if (method === 'GET' || method === 'HEAD') return undefined;
  const bytes = new Uint8Array(await request.arrayBuffer());
  // Fetch, HTTP-network-or-cache fetch: an empty `POST` or `PUT` still has a length.
  return bytes.length > 0 || method === 'POST' || method === 'PUT' ? bytes : undefined;
}

/** What the browser refuses (a name or value that no HTTP message can have) is left out. */
function asHeaders(pairs: [string, string][]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    try {
      headers.append(name, value);
    } catch {
      continue;
    }
  }
  return headers;
}

/** `reason-phrase` of RFC 9112, 4; anything else is a TypeError. */
const printable = (statusText: string): string =>
  statusText.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');

function problemPage(problem: PreviewProblem, port: number, detail?: string): Response {
  const { status, statusText, html } = errorPage(problem, port, detail);
  return new Response(html, {
    status,
    statusText,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  });
}
