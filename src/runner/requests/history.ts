/** What was sent from this page, newest last, within bounds of number and bytes. Kept in memory only. */
import type { ExchangeObserver, ResponseHead, SentRequest } from './exchange.ts';

export interface PastExchange {
  readonly at: Date;
  readonly sent: SentRequest;
  head?: ResponseHead;
  /** The body as far as it was kept. */
  chunks: Uint8Array<ArrayBuffer>[];
  /** Bytes in `chunks`. */
  kept: number;
  /** Milliseconds from sending to the end; `undefined` while under way and when it broke off. */
  took?: number;
  /** Whether some of the body was not kept. */
  cut: boolean;
}

export interface HistoryLimits {
  exchanges: number;
  /** Of all bodies together. */
  bytes: number;
  /** Of one response's body. */
  bodyBytes: number;
}

const limits: HistoryLimits = { exchanges: 100, bytes: 20_000_000, bodyBytes: 2_000_000 };

export interface HistoryEvents {
  added: (exchange: PastExchange) => void;
  changed: (exchange: PastExchange) => void;
  dropped: (exchange: PastExchange) => void;
}

export class ExchangeHistory {
  readonly #limits: HistoryLimits;
  readonly #exchanges: PastExchange[] = [];
  readonly #sizes = new Map<PastExchange, number>();
  #bytes = 0;
  /** Told of each change; one listener, because one list shows the history. */
  listener: Partial<HistoryEvents> = {};

  constructor(bounds: Partial<HistoryLimits> = {}) {
    this.#limits = { ...limits, ...bounds };
  }

  /** Oldest first. */
  get exchanges(): readonly PastExchange[] {
    return this.#exchanges;
  }

  /** An observer that writes down what it passes on; one request may lead to several exchanges. */
  watch(observer: ExchangeObserver): ExchangeObserver {
    let current: PastExchange | undefined;
    return {
      sent: (request) => {
        current = this.#add(request);
        observer.sent(request);
      },
      head: (head) => {
        if (current) {
          const { status, statusText, headers, took } = head;
          current.head = { status, statusText, headers, took };
          this.#changed(current);
        }
        observer.head(head);
      },
      chunk: (bytes) => {
        if (current) this.#keep(current, bytes);
        observer.chunk(bytes);
      },
      end: (took) => {
        if (current) {
          current.took = took;
          this.#changed(current);
        }
        observer.end(took);
      },
    };
  }

  clear(): void {
    while (this.#exchanges.length > 0) this.#drop();
  }

  #add(sent: SentRequest): PastExchange {
    const exchange: PastExchange = { at: new Date(), sent, chunks: [], kept: 0, cut: false };
    this.#exchanges.push(exchange);
    this.#sizes.set(exchange, 0);
    this.listener.added?.(exchange);
    this.#grow(exchange, sent.body?.length ?? 0);
    return exchange;
  }

  #keep(exchange: PastExchange, bytes: Uint8Array<ArrayBuffer>): void {
    // One that was dropped meanwhile stays dropped.
    if (!this.#sizes.has(exchange) || exchange.cut) return;
    if (exchange.kept + bytes.length > this.#limits.bodyBytes) {
      exchange.cut = true;
      return;
    }
    exchange.chunks.push(bytes);
    exchange.kept += bytes.length;
    this.#grow(exchange, bytes.length);
  }

  #grow(exchange: PastExchange, bytes: number): void {
    this.#sizes.set(exchange, (this.#sizes.get(exchange) ?? 0) + bytes);
    this.#bytes += bytes;
    const { exchanges, bytes: allowed } = this.#limits;
    while (this.#exchanges.length > exchanges || this.#bytes > allowed) this.#drop();
  }

  #drop(): void {
    const oldest = this.#exchanges.shift();
    if (!oldest) return;
    this.#bytes -= this.#sizes.get(oldest) ?? 0;
    this.#sizes.delete(oldest);
    this.listener.dropped?.(oldest);
  }

  #changed(exchange: PastExchange): void {
    if (this.#sizes.has(exchange)) this.listener.changed?.(exchange);
  }
}
