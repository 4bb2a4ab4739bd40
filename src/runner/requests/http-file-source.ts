/** The day's `requests.http` as the console's source. The only file of the runner that knows `http-file`. */
import type { HttpRequest, HttpResponse } from '../../container/container.ts';
import {
  type AssertionResult,
  createScope,
  type HttpFile,
  type HttpFileRequest,
  parseHttpFile,
  runRequest,
} from '../../http-file/index.ts';
import { headerValue } from './body.ts';
import type {
  AssertionOutcome,
  ExchangeObserver,
  RequestEntry,
  RequestSource,
} from './exchange.ts';

export interface HttpFileSourceOptions {
  text: string;
  /** `process.env` of the file's expressions. */
  env: Record<string, string>;
  send: (request: HttpRequest, options: { signal?: AbortSignal }) => Promise<HttpResponse>;
  /** Reads a file of the example that a body names. */
  readFile: (path: string) => Uint8Array;
}

/** The origin is the same for all of a day, and `{{host}}` says nothing to a reader. */
const pathOf = (url: string): string =>
  url.replace(/^(?:\{\{\s*[\w.]+\s*\}\}|https?:\/\/[^/?#]*)/, '') || '/';

function toEntry(request: HttpFileRequest, index: number): RequestEntry {
  const { method, url, title, name, description, headers, body, assertions } = request;
  return {
    index,
    method,
    path: pathOf(url),
    title: title ?? name ?? '',
    ...(description && description !== title && { description }),
    headers: headers.map(({ name, value }) => [name, value]),
    body: body.map((line) => (typeof line === 'string' ? line : `< ${line.file}`)).join('\n'),
    assertions: assertions.map(({ source }) => source),
  };
}

const shownLength = 500;

const shorten = (text: string): string =>
  text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;

/** A value of an assertion for the eye: text as it is, everything else as JSON. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return shorten(value);
  try {
    return shorten(JSON.stringify(value) ?? String(value));
  } catch {
    return shorten(String(value));
  }
}

export function toOutcome(result: AssertionResult): AssertionOutcome {
  const { source, passed, message, expected, actual } = result;
  const both = [readable(expected), readable(actual)];
  // `"1"` and `1` read the same, yet differ: then quotes tell the text from the number.
  const [left, right] =
    !passed && both[0] === both[1] && typeof expected !== typeof actual
      ? [expected, actual].map((value) => JSON.stringify(value) ?? String(value))
      : both;
  return {
    source,
    passed,
    ...('expected' in result && left !== undefined && { expected: left }),
    ...('actual' in result && right !== undefined && { actual: right }),
    ...(message !== undefined && { message }),
  };
}

/** @throws HttpFileError when the text cannot be parsed. */
export class HttpFileSource implements RequestSource {
  readonly entries: readonly RequestEntry[];
  readonly #options: HttpFileSourceOptions;
  readonly #file: HttpFile;
  #scope: ReturnType<typeof createScope>;

  constructor(options: HttpFileSourceOptions) {
    this.#options = options;
    this.#file = parseHttpFile(options.text);
    this.entries = this.#file.requests.map(toEntry);
    this.#scope = createScope(this.#file, { env: options.env });
  }

  forget(): void {
    this.#scope = createScope(this.#file, { env: this.#options.env });
  }

  async send(
    index: number,
    observer: ExchangeObserver,
    signal: AbortSignal,
  ): Promise<AssertionOutcome[]> {
    const request = this.#file.requests[index];
    if (!request) throw new RangeError(`There is no request ${index}`);
    let streamed = false;
    const result = await runRequest(request, {
      scope: this.#scope,
      signal,
      readFile: async (path) => this.#options.readFile(path.replace(/^\.\//, '')),
      send: async (message, { signal }) => {
        observer.sent(message);
        const start = performance.now();
        const response = await this.#options.send(message, signal ? { signal } : {});
        observer.head({ ...response, took: performance.now() - start });
        const encoding = headerValue(response.headers, 'content-encoding') ?? 'identity';
        // Encoded bytes cannot be shown as they arrive; the decoded body follows at the end.
        streamed = encoding === 'identity';
        return streamed ? { ...response, body: tap(response.body, observer) } : response;
      },
      onResult: ({ response }) => {
        if (!response) return;
        if (!streamed) observer.chunk(response.rawBody);
        observer.end(response.timings.total);
      },
    });
    if (result.error) throw result.error;
    return result.assertions.map(toOutcome);
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
