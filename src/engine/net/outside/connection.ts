/**
 * A connection to a server outside the tab: the other end of the program's socket. It parses the HTTP
 * requests that the program writes, has the browser fetch them, and writes what came back as HTTP. So
 * `http`, `https`, `fetch` and every package over them reach the outside through Node's own code.
 */
import { browser } from '../../core/browser.ts';
import { makeCallback } from '../../core/callbacks.ts';
import { symbols } from '../../core/async-wrap.ts';
import { queueIo } from '../../core/loop.ts';
import type { Any } from '../../core/node-data.ts';
import { runtime } from '../../core/runtime.ts';
import { MessageParser, REQUEST, type MessageEvents } from '../llhttp.ts';
import { concatBytes, latin1Bytes } from '../outgoing-bytes.ts';
import type { Peer } from '../peer.ts';
import { FETCH_OPTIONS, outsideRequest } from './fetch-request.ts';
import { keepFollowed, takeFollowed } from './redirected.ts';
import { noSockets, noUpgrade, refusedByBrowser } from './refusal.ts';
import { framingOf, responseHead, type Framing } from './response-head.ts';

/** The program writes the requests: no limit of the engine's. */
const MAX_HEADER_SIZE = 16 * 1024 * 1024;
/** A client speaks first in HTTP; who waits longer than this many milliseconds waits for a greeting. */
const SPEAKS_FIRST = 2000;

/** Services that are not HTTP, by port; most are blocked by browsers too (Fetch, "port blocking"). */
const NOT_HTTP = new Set([
  ...[
    21, 22, 23, 25, 53, 110, 119, 143, 389, 465, 587, 636, 993, 995, 1433, 1521, 1883, 3306, 5222,
  ],
  ...[5432, 5671, 5672, 6379, 6667, 8883, 9042, 9092, 11211, 27017],
]);
export const speaksHttp = (port: number): boolean => !NOT_HTTP.has(port);

const CRLF = latin1Bytes('\r\n');
const LAST_CHUNK = latin1Bytes('0\r\n\r\n');
const CONTINUE = latin1Bytes('HTTP/1.1 100 Continue\r\n\r\n');

interface Exchange {
  method: string;
  target: string;
  headers: string[];
  minorVersion: number;
  keepAlive: boolean;
  body: Uint8Array[];
}

export class OutsideConnection implements Peer, MessageEvents {
  readonly host: string;
  readonly port: number;
  /** Whether the program believes to speak TLS: the browser does it, certificates included. */
  secure = false;

  readonly #parser = new MessageParser(this);
  #abort = new browser.AbortController();
  #handle!: Any;
  #open = true;
  #heard = false;
  #inputEnded = false;

  #headers: string[] = [];
  #target = '';
  #incoming: Exchange | undefined;
  #waiting: Exchange[] = [];
  #answering = false;
  #resume: (() => void) | undefined;

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
    this.#parser.initialize(REQUEST, MAX_HEADER_SIZE);
  }

  connectTo(handle: Peer): void {
    this.#handle = handle;
    browser.setTimeout(() => {
      if (this.#open && !this.#heard) this.#refuse(noSockets(this.host, this.port));
    }, SPEAKS_FIRST);
  }

  // --- the program's view ---

  receive(bytes: Uint8Array): void {
    if (!this.#open) return;
    this.#heard = true;
    this.#parser.execute(bytes);
    if (this.#open && this.#parser.failure) this.#refuse(noSockets(this.host, this.port));
  }
  receiveEnd(): void {
    this.#inputEnded = true;
    if (this.#open && !this.#answering) this.#end();
  }
  receiveClosed(): void {
    this.#close();
  }
  /** Requests are collected whole: few browsers can stream them. */
  get saturated(): boolean {
    return false;
  }
  drained(): void {
    this.#resume?.();
    this.#resume = undefined;
  }

  // --- the request ---

  onMessageBegin(): void {
    this.#headers = [];
    this.#target = '';
  }
  onHeaders(headers: string[], url: string): void {
    // Trailers cannot be sent on.
    if (this.#incoming) return;
    this.#headers.push(...headers);
    this.#target += url;
  }
  onHeadersComplete(
    _major: number,
    minorVersion: number,
    headers: string[] | undefined,
    method: number | undefined,
    url: string | undefined,
    _status: number | undefined,
    _statusText: string | undefined,
    upgrade: boolean,
    keepAlive: boolean,
  ): number {
    const rawHeaders = headers ?? this.#headers;
    const { allMethods } = runtime.internalBinding('http_parser') as { allMethods: string[] };
    const name = allMethods[method!]!;
    const fieldOf = (wanted: string): string | undefined =>
      rawHeaders.find((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === wanted);
    if (upgrade) {
      const protocol = name === 'CONNECT' ? 'a tunnel' : (fieldOf('upgrade') ?? 'another protocol');
      this.#refuse(noUpgrade(this.host, this.port, protocol));
      return 2;
    }
    const target = url ?? this.#target;
    const body: Uint8Array[] = [];
    this.#incoming = { method: name, target, headers: rawHeaders, minorVersion, keepAlive, body };
    if (/^100-continue$/i.test(fieldOf('expect') ?? '')) this.#handle.receive(CONTINUE.slice());
    return 0;
  }
  onBody(bytes: Uint8Array): void {
    this.#incoming?.body.push(bytes.slice());
  }
  onMessageComplete(): void {
    if (!this.#incoming) return;
    this.#waiting.push(this.#incoming);
    this.#incoming = undefined;
    if (!this.#answering) void this.#answerAll();
  }

  // --- the response ---

  /** One after the other, in the order of the requests (RFC 9112, 9.3.2). */
  async #answerAll(): Promise<void> {
    this.#answering = true;
    while (this.#open) {
      const exchange = this.#waiting.shift();
      if (!exchange) break;
      await this.#answer(exchange);
      if (!exchange.keepAlive) this.#inputEnded = true;
      if (this.#inputEnded && this.#waiting.length === 0) this.#end();
    }
    this.#answering = false;
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { method, minorVersion, keepAlive } = exchange;
    let response: Response;
    try {
      response = await this.#fetch(exchange);
    } catch (error) {
      if (this.#open) this.#refuse(error as Error);
      return;
    }
    if (!this.#open) return;
    const framing = framingOf(method, response.status, minorVersion);
    const { status, statusText } = response;
    const head = {
      status,
      // HTTP/2 has none, and Node's client, which speaks HTTP/1.1, would have been sent one.
      statusText: statusText || (reasonPhrases()[status] ?? ''),
      headers: response.headers,
    };
    this.#handle.receive(latin1Bytes(responseHead(head, framing, keepAlive)));
    try {
      await this.#sendBody(response, framing);
    } catch {
      // The head is out: a client learns of the rest as of a connection that broke.
      if (this.#open) this.#handle.receiveClosed(true);
      this.#close();
    }
  }

  async #fetch(exchange: Exchange): Promise<Response> {
    let request;
    try {
      request = outsideRequest(exchange.method, exchange.target, exchange.headers, this);
    } catch {
      throw noSockets(this.host, this.port);
    }
    const { method, url, headers } = request;
    const known = takeFollowed(method, url.href);
    if (known) return known;
    const body = exchange.body.length > 0 ? concatBytes(exchange.body) : undefined;
    let response: Response;
    try {
      response = await browser.fetch(url.href, {
        ...FETCH_OPTIONS,
        method,
        headers,
        // GET and HEAD with a body are possible in Node only.
        ...(body && { body: body as Uint8Array<ArrayBuffer> }),
        signal: this.#abort.signal,
      });
    } catch (error) {
      throw refusedByBrowser(url, this.port, error);
    }
    if (!response.redirected) return response;
    // It belongs to another request now, which may come over another connection.
    this.#abort = new browser.AbortController();
    keepFollowed(method, response);
    return new browser.Response(null, { status: 302, headers: { location: response.url } });
  }

  async #sendBody(response: Response, framing: Framing): Promise<void> {
    if (framing === 'none') return;
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (!this.#open) return void reader?.cancel().catch(() => {});
      if (done) break;
      if (value.length === 0) continue;
      if (framing === 'chunked') {
        this.#handle.receive(latin1Bytes(`${value.length.toString(16)}\r\n`));
        this.#handle.receive(value);
        this.#handle.receive(CRLF.slice());
      } else {
        this.#handle.receive(value);
      }
      if (this.#handle.saturated) {
        await new browser.Promise<void>((resolve) => {
          this.#resume = resolve;
        });
      }
    }
    if (framing === 'chunked') this.#handle.receive(LAST_CHUNK.slice());
    else this.#inputEnded = true;
  }

  // --- the end ---

  /** All is answered and no more will be asked. */
  #end(): void {
    if (!this.#open) return;
    this.#handle.receiveEnd();
    this.#close();
  }

  /** Destroys the program's socket with an error that explains. */
  #refuse(error: Error): void {
    this.#close();
    const handle = this.#handle;
    queueIo(() => {
      const socket = handle[symbols.owner_symbol!];
      if (!handle.isClosing && socket) makeCallback(handle, () => socket.destroy(error), []);
    });
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#waiting = [];
    this.#abort.abort();
    this.drained();
    this.#parser.free();
  }
}

const reasonPhrases = (): Record<number, string> =>
  runtime.require('_http_server').STATUS_CODES as Record<number, string>;
