/**
 * A kept-alive HTTP connection from outside the program to one of its servers: the other end of the
 * server's TCP handle. It writes requests and parses responses without a second `net.Socket`, and
 * synchronously inside the server's write, so that a response in one write leaves as one message.
 */
import { queueIo } from '../core/loop.ts';
import { MessageParser, RESPONSE, type MessageEvents } from './llhttp.ts';
import type { RequestMessage, ResponseSink } from './messages.ts';
import { concatBytes, ownsBuffer } from './outgoing-bytes.ts';
import type { Peer } from './peer.ts';
import type { EncodedRequest } from './request-head.ts';
import type { TCP } from './tcp.ts';

/** A request on its way, until its response has been reported. */
export interface Exchange {
  readonly request: RequestMessage;
  readonly sink: ResponseSink;
  /** Whether it has failed on a kept-alive connection before and been sent again. */
  retried: boolean;
}

/** What becomes of a connection and of the exchange on it. */
export interface ConnectionEvents {
  /** The response has been reported; the connection is free. */
  finished(connection: ServerConnection, exchange: Exchange): void;
  /** The connection broke before any byte of the response. `unread`: the server saw no byte of it. */
  unanswered(connection: ServerConnection, exchange: Exchange, unread: boolean): void;
  /** The exchange was reported as failed. */
  failed(connection: ServerConnection, exchange: Exchange): void;
  /** The connection can take no more requests. */
  closed(connection: ServerConnection): void;
}

/** Bytes that a server may write before it must let its event loop go on, as a socket buffer would. */
const BURST = 1024 * 1024;
/** Below this copying a body is cheaper than transferring its buffer. */
const TRANSFER_FROM = 16 * 1024;
/** Heads of responses come from the reader's own server: a wide limit. */
const MAX_HEADER_SIZE = 1024 * 1024;

const SWITCHING_PROTOCOLS = 101;

export class ServerConnection implements Peer, MessageEvents {
  readonly port: number;
  readonly #events: ConnectionEvents;
  readonly #parser = new MessageParser(this);
  #handle!: TCP;
  #open = true;
  /** Whether it has carried a request before. */
  #used = false;

  #exchange: Exchange | undefined;
  #framed = true;
  #readBefore = 0;
  #answered = false;

  #headers: string[] | undefined;
  #trailing: string[] = [];
  #status = 0;
  #statusText = '';
  #headPending = false;
  #interim = false;
  #keepAlive = false;
  #body: Uint8Array[] = [];
  #done = false;
  /** The server sent bytes that belong to no request. */
  #surplus = false;

  #burst = 0;
  #burstEndQueued = false;
  #uncredited = 0;

  constructor(port: number, events: ConnectionEvents) {
    this.port = port;
    this.#events = events;
    this.#parser.initialize(RESPONSE, MAX_HEADER_SIZE);
  }

  /** Called by the handle that accepts the connection. */
  connectTo(handle: Peer): void {
    this.#handle = handle as TCP;
  }

  get isOpen(): boolean {
    return this.#open;
  }
  get used(): boolean {
    return this.#used;
  }

  send(exchange: Exchange, { parts, framed }: EncodedRequest): void {
    this.#exchange = exchange;
    this.#framed = framed;
    this.#answered = false;
    this.#done = false;
    this.#uncredited = 0;
    this.#readBefore = this.#handle.bytesRead;
    for (const part of parts) this.#handle.receive(part);
  }

  /** The client went away: closes, so that the server sees it, and reports nothing. */
  abort(): void {
    this.#exchange = undefined;
    this.#close(false);
  }

  /** The page has taken `bytes` of the body. */
  credit(bytes: number): void {
    const wasSaturated = this.saturated;
    this.#uncredited = Math.max(0, this.#uncredited - bytes);
    if (wasSaturated && !this.saturated) this.#handle.drained();
  }

  // --- the server's view ---

  receive(bytes: Uint8Array): void {
    if (!this.#open) return;
    const exchange = this.#exchange;
    if (!exchange) {
      // Nothing was asked: as Node's agent, give such a connection up.
      this.#close(true);
      return;
    }
    this.#answered = true;
    this.#parser.execute(bytes);
    const { failure } = this.#parser;
    if (failure) {
      this.#fail(failure.code, `Parse Error: ${failure.reason}`);
      return;
    }
    this.#flush(exchange, bytes);
  }

  receiveEnd(): void {
    if (!this.#open) return;
    const exchange = this.#exchange;
    if (exchange && this.#answered) {
      // A body without a length ends with the connection.
      this.#keepAlive = false;
      this.#parser.finish();
      this.#flush(exchange, undefined);
    }
    if (this.#exchange) this.#lost();
    this.#close(false);
  }

  receiveClosed(): void {
    this.receiveEnd();
  }

  get saturated(): boolean {
    const window = this.#exchange?.request.window;
    return this.#burst > BURST || (window !== undefined && this.#uncredited > window);
  }
  readonly #endBurst = (): void => {
    this.#burstEndQueued = false;
    this.#burst = 0;
    if (!this.saturated) this.#handle.drained();
  };
  drained(): void {
    // Requests are sent whole, however much of them the server leaves unread.
  }

  // --- the response ---

  onMessageBegin(): void {
    if (this.#done) this.#surplus = true;
  }
  onHeaders(headers: string[]): void {
    this.#trailing.push(...headers);
  }
  onHeadersComplete(
    _major: number,
    _minor: number,
    headers: string[] | undefined,
    _method: number | undefined,
    _url: string | undefined,
    status: number | undefined,
    statusText: string | undefined,
    _upgrade: boolean,
    keepAlive: boolean,
  ): number {
    const rawHeaders = headers ?? this.#trailing;
    this.#trailing = [];
    if (this.#surplus) return 0;
    this.#interim = status! >= 100 && status! < 200 && status !== SWITCHING_PROTOCOLS;
    if (this.#interim) return 0;
    this.#headers = rawHeaders;
    this.#status = status!;
    this.#statusText = statusText!;
    this.#headPending = true;
    this.#keepAlive = keepAlive;
    return this.#exchange?.request.method === 'HEAD' ? 1 : 0;
  }
  onBody(bytes: Uint8Array): void {
    if (!this.#surplus) this.#body.push(bytes);
  }
  onMessageComplete(): void {
    this.#trailing = [];
    if (this.#interim) this.#interim = false;
    else this.#done = true;
  }

  /** Reports what one delivery has brought. `delivered` is the memory that the body lies in. */
  #flush(exchange: Exchange, delivered: Uint8Array | undefined): void {
    const { id } = exchange.request;
    const done = this.#done;
    const chunk = this.#body.length > 0 ? takeBody(this.#body, delivered) : undefined;
    if (chunk) {
      this.#body = [];
      this.#burst += chunk.length;
      this.#uncredited += chunk.length;
      if (this.#burst > BURST && !this.#burstEndQueued) {
        this.#burstEndQueued = true;
        queueIo(this.#endBurst);
      }
    }
    const transfer =
      chunk && chunk.length >= TRANSFER_FROM ? [chunk.buffer as ArrayBuffer] : undefined;
    if (done) this.#exchange = undefined;
    if (this.#headPending) {
      this.#headPending = false;
      const status = this.#status;
      const statusText = this.#statusText;
      const rawHeaders = this.#headers!;
      this.#headers = undefined;
      exchange.sink(
        chunk
          ? { type: 'response', id, status, statusText, rawHeaders, body: chunk, done }
          : { type: 'response', id, status, statusText, rawHeaders, done },
        transfer,
      );
    } else if (chunk) {
      exchange.sink({ type: 'response-body', id, chunk, done }, transfer);
    } else if (done) {
      exchange.sink({ type: 'response-body', id, done });
    }
    if (!done) return;
    this.#used = true;
    const reusable = this.#keepAlive && this.#framed && !this.#surplus && this.#open;
    if (!reusable) this.#endWriting();
    this.#events.finished(this, exchange);
  }

  #lost(): void {
    const exchange = this.#exchange!;
    if (this.#answered) {
      this.#fail('ECONNRESET', 'aborted');
      return;
    }
    this.#exchange = undefined;
    this.#close(false);
    this.#events.unanswered(this, exchange, this.#handle.bytesRead === this.#readBefore);
  }

  #fail(code: string, message: string): void {
    const exchange = this.#exchange!;
    this.#exchange = undefined;
    exchange.sink({ type: 'response-error', id: exchange.request.id, code, message });
    this.#events.failed(this, exchange);
    this.#close(true);
  }

  /** No further request: the server may finish what it writes, and closes. */
  #endWriting(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#parser.free();
    this.#events.closed(this);
    this.#handle.receiveEnd();
  }

  #close(reset: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#parser.free();
    this.#events.closed(this);
    this.#handle.receiveClosed(reset);
  }
}

/**
 * The body of one delivery as memory that can be sent away. The delivered bytes are nobody else's;
 * what is large goes with its buffer, what is small must not drag a shared slab along.
 */
function takeBody(parts: Uint8Array[], delivered: Uint8Array | undefined): Uint8Array {
  if (parts.length > 1) {
    const joined = concatBytes(parts);
    return ownsBuffer(joined) ? joined : joined.slice();
  }
  const part = parts[0]!;
  const movable = delivered !== undefined && ownsBuffer(delivered) && part.length >= TRANSFER_FROM;
  return movable || ownsBuffer(part) ? part : part.slice();
}
