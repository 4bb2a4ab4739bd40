import type { HeaderList, HttpResponse } from '../container/container.ts';

/** A response as assertions and expressions see it; the names are httpYac's. */
export interface ReceivedResponse {
  statusCode: number;
  statusMessage: string;
  /** Lower-case names, duplicates merged as in Node's `message.headers`; `set-cookie` is an array. */
  headers: Record<string, string | string[]>;
  /** Name, value, name, value, … in wire order. */
  rawHeaders: string[];
  contentType?: { mimeType: string; contentType: string; charset?: string; boundary?: string };
  /** The body, decoded and as UTF-8. */
  body: string;
  rawBody: Uint8Array<ArrayBuffer>;
  /** The body as JSON, when its type says so and it is JSON. */
  parsedBody?: unknown;
  /** Milliseconds. */
  timings: { total: number; firstByte: number; download: number };
}

export interface ReceiveOptions {
  method: string;
  /** When the request was sent, by `performance.now()`. */
  start: number;
  /** Number of events or lines after which the body is closed. */
  stream?: number | undefined;
  /** Largest body that is read, decoded, in bytes. */
  maximumBytes: number;
  signal?: AbortSignal | undefined;
}

// Node keeps the first of these and drops the others (lib/_http_incoming.js).
const FIRST_ONLY = new Set(
  'age,authorization,content-length,content-type,etag,expires,from,host,if-modified-since,if-unmodified-since,last-modified,location,max-forwards,proxy-authorization,referer,retry-after,server,user-agent'.split(
    ',',
  ),
);
const FORMATS: Record<string, string> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'brotli',
};

/** Merges a header list as Node's HTTP client does. */
export function mergeHeaders(list: HeaderList): Record<string, string | string[]> {
  const headers = new Map<string, string | string[]>();
  for (const [key, value] of list) {
    const name = key.toLowerCase();
    const existing = headers.get(name);
    if (name === 'set-cookie') headers.set(name, [...(existing ?? []), value]);
    else if (existing === undefined) headers.set(name, value);
    else if (!FIRST_ONLY.has(name)) headers.set(name, `${existing}, ${value}`);
  }
  return Object.fromEntries(headers);
}

/** Reads a response: its body whole, or as much of it as `stream` says. */
export async function receive(
  response: HttpResponse,
  options: ReceiveOptions,
): Promise<ReceivedResponse> {
  const firstByte = performance.now() - options.start;
  const headers = mergeHeaders(response.headers);
  const contentType = parseContentType(headers['content-type']);
  const rawBody = await readBody(response, headers, contentType?.mimeType, options);
  const body = new TextDecoder('utf-8', { ignoreBOM: true }).decode(rawBody);
  const total = performance.now() - options.start;
  return {
    statusCode: response.status,
    statusMessage: response.statusText,
    headers,
    rawHeaders: response.headers.flat(),
    ...(contentType && { contentType }),
    body,
    rawBody,
    ...parseJson(contentType?.mimeType, body),
    timings: { total, firstByte, download: total - firstByte },
  };
}

function parseContentType(value: string | string[] | undefined): ReceivedResponse['contentType'] {
  if (typeof value !== 'string') return undefined;
  const [mimeType = '', ...parameters] = value.split(';').map((part) => part.trim());
  const parameter = (name: string) =>
    parameters.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const charset = parameter('charset');
  const boundary = parameter('boundary');
  return {
    mimeType,
    contentType: value,
    ...(charset !== undefined && { charset }),
    ...(boundary !== undefined && { boundary }),
  };
}

function parseJson(mimeType: string | undefined, body: string): { parsedBody?: unknown } {
  if (!mimeType || !/^(?:application|text)\/json$|\+json/u.test(mimeType) || !body) return {};
  try {
    return { parsedBody: JSON.parse(body) as unknown };
  } catch {
    // Like httpYac: what is not JSON stays readable as `body`, and the assertions say so.
    return {};
  }
}

async function readBody(
  response: HttpResponse,
  headers: ReceivedResponse['headers'],
  mimeType: string | undefined,
  options: ReceiveOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, maximumBytes } = options;
  const hasBody = options.method !== 'HEAD' && ![204, 304].includes(response.status);
  let encodedBytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        encodedBytes += chunk.length;
        controller.enqueue(chunk);
      },
    }),
  );
  const reader = (hasBody ? decode(counted, headers['content-encoding']) : counted).getReader();
  const stop = () => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  const isComplete = options.stream ? createCounter(options.stream, mimeType) : undefined;
  if (signal?.aborted) stop();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) break;
      chunks.push(value);
      size += value.length;
      if (size > maximumBytes) {
        throw new RangeError(`the response body is larger than ${maximumBytes} bytes`);
      }
      const end = isComplete?.(value);
      if (end !== undefined) {
        chunks.push(chunks.pop()!.subarray(0, end));
        break;
      }
    }
  } catch (error) {
    // No bytes are no valid gzip stream, yet what a server sends for an empty body.
    if (encodedBytes > 0 || !(error instanceof TypeError)) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await reader.cancel().catch(() => {});
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function decode(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  encodings: string | string[] | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const names = String(encodings ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return names.reverse().reduce((stream, name) => {
    const format = FORMATS[name];
    if (!format) return stream;
    let decoder: DecompressionStream;
    try {
      decoder = new DecompressionStream(format as CompressionFormat);
    } catch (error) {
      throw new Error(
        `"Content-Encoding: ${name}" cannot be decoded here; send "Accept-Encoding: gzip"`,
        { cause: error },
      );
    }
    return stream.pipeThrough(decoder);
  }, body);
}

/**
 * Counts events of a `text/event-stream` (blocks that are not only comments), otherwise lines. The
 * counter answers with the offset behind the last one in the chunk once there are enough.
 */
function createCounter(
  count: number,
  mimeType: string | undefined,
): (chunk: Uint8Array) => number | undefined {
  const events = mimeType === 'text/event-stream';
  let left = count;
  let lineLength = 0;
  let commentLine = false;
  let blockHasFields = false;
  return (chunk) => {
    for (const [index, byte] of chunk.entries()) {
      if (byte === 0x0d) continue;
      if (byte !== 0x0a) {
        if (lineLength++ === 0) commentLine = byte === 0x3a;
        if (!commentLine) blockHasFields = true;
        continue;
      }
      const complete = events ? lineLength === 0 && blockHasFields : true;
      if (lineLength === 0) blockHasFields = false;
      lineLength = 0;
      if (complete && --left === 0) return index + 1;
    }
    return undefined;
  };
}
