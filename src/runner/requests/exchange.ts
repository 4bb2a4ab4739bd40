/** What the console shows of a request and its response; the one vocabulary between list and source. */
import type { HeaderList, HttpRequest } from '../../container/container.ts';
import type { RequestDraft } from '../../http-file/index.ts';
import type { CopyFormat } from './copy/copied-request.ts';
import type { Difference } from './difference.ts';

/** A request as its list shows it, before its variables have values. */
export interface RequestEntry {
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

/** A request with all its values, as it went out. */
export interface SentRequest extends HttpRequest {
  /** Whether the jar was to add its cookies and keep those of the response. */
  cookies: 'jar' | 'omit';
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
  /** What the predicate asks for, `expected` or `expected to contain`. */
  relation?: string;
  expected?: string;
  actual?: string;
  /** Instead of these two where objects or lists were compared. */
  differences?: Difference[];
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

/** One request that can be sent, the author's or the reader's. */
export interface ConsoleRequest {
  /** As it is now, edits included. */
  readonly entry: RequestEntry;
  readonly draft: RequestDraft;
  /** Whether the draft differs from what the author wrote; never for one of the reader's. */
  readonly edited: boolean;
  /** Puts the draft in the request's place; `undefined` puts the author's back. */
  edit(draft: RequestDraft | undefined): void;
  /**
   * @returns The outcome of every assertion, in their order.
   * @throws When there was no response to assert anything about.
   */
  send(observer: ExchangeObserver, signal: AbortSignal): Promise<AssertionOutcome[]>;
  /** The request for another tool. @throws Error in words, when that cannot send it. */
  copy(format: CopyFormat): Promise<string>;
}

/** The requests of one day, ready to be sent. */
export interface RequestSource {
  /** Those of the file, in its order. */
  readonly requests: readonly ConsoleRequest[];
  /** A request of the reader's; its `{{…}}` are those of the file. */
  create(title: string, draft: RequestDraft): ConsoleRequest;
  /** Sends again what was sent, byte for byte. Nothing is asserted, no variable is set. */
  resend(request: SentRequest, observer: ExchangeObserver, signal: AbortSignal): Promise<void>;
  /** Forgets the responses that variables refer to. */
  forget(): void;
}
