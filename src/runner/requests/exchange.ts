/** What the console shows of a request and its response; the one vocabulary between list and source. */
import type { HeaderList } from '../../container/container.ts';

/** A request as `requests.http` describes it, before its variables have values. */
export interface RequestEntry {
  /** Position in the file, from 0. */
  index: number;
  method: string;
  /** Path and query as written, `{{…}}` included. */
  path: string;
  title: string;
  description?: string;
  headers: HeaderList;
  body: string;
  /** The assertions as written. */
  assertions: string[];
}

export interface SentRequest {
  method: string;
  port: number;
  path: string;
  headers: HeaderList;
  body?: Uint8Array<ArrayBuffer> | undefined;
}

export interface ResponseHead {
  status: number;
  statusText: string;
  headers: HeaderList;
  /** Milliseconds from sending to the head. */
  took: number;
}

export interface AssertionOutcome {
  source: string;
  passed: boolean;
  expected?: string;
  actual?: string;
  message?: string;
}

/** Called while one request is under way; a request it depends on may come first with its own calls. */
export interface ExchangeObserver {
  sent(request: SentRequest): void;
  head(head: ResponseHead): void;
  /** Body bytes as they arrive, content encoding undone. */
  chunk(bytes: Uint8Array<ArrayBuffer>): void;
  /** The body has ended. @param took Milliseconds since sending. */
  end(took: number): void;
}

/** The requests of one day, ready to be sent. */
export interface RequestSource {
  readonly entries: readonly RequestEntry[];
  /**
   * @returns The outcome of every assertion, in their order.
   * @throws When there was no response to assert anything about.
   */
  send(index: number, observer: ExchangeObserver, signal: AbortSignal): Promise<AssertionOutcome[]>;
  /** Forgets the responses that variables refer to. */
  forget(): void;
}
