/** The day's `requests.http` as the console's source. */
import type { HttpRequest, HttpResponse } from '../../container/container.ts';
import {
  applyDraft,
  createScope,
  draftOf,
  type HttpFile,
  HttpFileError,
  type HttpFileRequest,
  parseHttpFile,
  prepareRequest,
  receive,
  type RequestDraft,
  requestOf,
  runRequest,
  sameDraft,
  splitUrl,
  writeHttpFile,
} from '../../http-file/index.ts';
import { type CopiedRequest, type CopyFormat, hasHeader } from './copy/copied-request.ts';
import { toCurl } from './copy/curl.ts';
import { toFetch } from './copy/fetch.ts';
import type {
  AssertionOutcome,
  ConsoleRequest,
  ExchangeObserver,
  RequestEntry,
  RequestSource,
  SentRequest,
} from './exchange.ts';
import { outcomesOf } from './outcome.ts';
import { headerValue } from './response/body.ts';

interface SendOptions {
  signal?: AbortSignal;
  cookies?: 'jar' | 'omit';
}

export interface HttpFileSourceOptions {
  text: string;
  /** `process.env` of the file's expressions. */
  env: Record<string, string>;
  send: (request: HttpRequest, options: SendOptions) => Promise<HttpResponse>;
  /** Reads a file of the example that a body names. */
  readFile: (path: string) => Uint8Array;
  /** The `Cookie` header that the jar would add to a request for the path. */
  cookieHeader?: (path: string) => Promise<string | undefined>;
}

function toEntry(request: HttpFileRequest): RequestEntry {
  const { method, url, title, name, description, headers, assertions } = request;
  return {
    method,
    // The origin is the same for all of a day, and `{{host}}` says nothing to a reader.
    path: splitUrl(url).path,
    title: title ?? name ?? '',
    ...(description && description !== title && { description }),
    headers: headers.map(({ name, value }) => [name, value]),
    body: draftOf(request).body,
    assertions: assertions.map(({ source }) => source),
  };
}

/** Bytes of a response that is sent again are bounded as those of any other. */
const maximumBytes = 8 * 1024 * 1024;

/** @throws HttpFileError when the text cannot be parsed. */
export class HttpFileSource implements RequestSource {
  readonly requests: readonly ConsoleRequest[];
  readonly #options: HttpFileSourceOptions;
  readonly #file: HttpFile;
  #scope: ReturnType<typeof createScope>;

  constructor(options: HttpFileSourceOptions) {
    this.#options = options;
    this.#file = parseHttpFile(options.text);
    this.#scope = createScope(this.#file, { env: options.env });
    this.requests = this.#file.requests.map((authored, index) => this.#authored(authored, index));
  }

  forget(): void {
    this.#scope = createScope(this.#file, { env: this.#options.env });
  }

  create(title: string, draft: RequestDraft): ConsoleRequest {
    let request = requestOf(title, draft);
    return this.#request({
      get: () => request,
      set: (draft) => (request = requestOf(title, draft ?? draftOf(request))),
      isEdited: () => false,
      hasLines: () => false,
    });
  }

  async resend(sent: SentRequest, observer: ExchangeObserver, signal: AbortSignal): Promise<void> {
    const start = performance.now();
    const exchange = this.#observed(observer);
    const response = await exchange.send(sent, { signal, cookies: sent.cookies });
    const { method } = sent;
    exchange.received(await receive(response, { method, start, maximumBytes, signal }));
  }

  #authored(authored: HttpFileRequest, index: number): ConsoleRequest {
    const { requests } = this.#file;
    const current = () => requests[index] ?? authored;
    return this.#request({
      get: current,
      // In the file's own list, so that a request that refers to this one sends the edited one.
      set: (draft) => {
        const same = !draft || sameDraft(draft, draftOf(authored));
        requests[index] = same ? authored : applyDraft(authored, draft);
      },
      isEdited: () => current() !== authored,
      hasLines: () => current() === authored,
    });
  }

  #request(place: {
    get: () => HttpFileRequest;
    set: (draft: RequestDraft | undefined) => void;
    isEdited: () => boolean;
    /** Whether an error's line is one of the file. */
    hasLines: () => boolean;
  }): ConsoleRequest {
    return {
      get entry() {
        return toEntry(place.get());
      },
      get draft() {
        return draftOf(place.get());
      },
      get edited() {
        return place.isEdited();
      },
      edit: place.set,
      send: (observer, signal) =>
        withoutLine(place.hasLines(), () => this.#send(place.get(), observer, signal)),
      copy: (format) => withoutLine(place.hasLines(), () => this.#copy(place.get(), format)),
    };
  }

  async #send(
    request: HttpFileRequest,
    observer: ExchangeObserver,
    signal: AbortSignal,
  ): Promise<AssertionOutcome[]> {
    const exchange = this.#observed(observer);
    const result = await runRequest(request, {
      scope: this.#scope,
      signal,
      readFile: (path) => this.#readFile(path),
      send: exchange.send,
      onResult: ({ response }) => response && exchange.received(response),
    });
    if (result.error) throw result.error;
    return outcomesOf(request, result.assertions);
  }

  async #readFile(path: string): Promise<Uint8Array> {
    return this.#options.readFile(path.replace(/^\.\//, ''));
  }

  /** A `send` that tells the observer, and what to call once the response is complete. */
  #observed(observer: ExchangeObserver) {
    let streamed = false;
    return {
      send: async (
        message: HttpRequest,
        { signal, cookies = 'jar' }: SendOptions,
      ): Promise<HttpResponse> => {
        observer.sent({ ...message, cookies });
        const start = performance.now();
        const options = { cookies, ...(signal && { signal }) };
        const response = await this.#options.send(message, options);
        observer.head({ ...response, took: performance.now() - start });
        const encoding = headerValue(response.headers, 'content-encoding') ?? 'identity';
        // Encoded bytes cannot be shown as they arrive; the decoded body follows at the end.
        streamed = encoding === 'identity';
        return streamed ? { ...response, body: tap(response.body, observer) } : response;
      },
      received: ({ rawBody, timings }: Awaited<ReturnType<typeof receive>>): void => {
        if (!streamed) observer.chunk(rawBody);
        observer.end(timings.total);
      },
    };
  }

  async #copy(request: HttpFileRequest, format: CopyFormat): Promise<string> {
    if (format === '.http') return writeHttpFile(request, this.#file.variables);
    const readFile = (path: string) => this.#readFile(path);
    const { url, headers, body } = await prepareRequest(request, this.#scope, { readFile });
    const written = headers.filter(([name]) => {
      const key = name.toLowerCase();
      return request.headers.some((header) => header.name.toLowerCase() === key);
    });
    const useJar = !request.noCookieJar && !hasHeader(written, 'cookie');
    const cookie = useJar
      ? await this.#options.cookieHeader?.(url.pathname + url.search)
      : undefined;
    const copied: CopiedRequest = {
      method: request.method,
      url: url.href,
      headers: cookie ? [...written, ['Cookie', cookie]] : written,
      body,
    };
    return format === 'curl' ? toCurl(copied) : toFetch(copied);
  }
}

/** The line of an error is of no use to who has no file before the eyes. */
async function withoutLine<T>(hasLines: boolean, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (hasLines || !(error instanceof HttpFileError)) throw error;
    throw new Error(error.message.replace(/^line \d+: /, ''), { cause: error });
  }
}

const tap = (
  body: HttpResponse['body'],
  observer: ExchangeObserver,
): ReadableStream<Uint8Array<ArrayBuffer>> =>
  body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        // A copy, because the reader of the stream may give the buffer away.
        observer.chunk(bytes.slice());
        controller.enqueue(bytes);
      },
    }),
  );
