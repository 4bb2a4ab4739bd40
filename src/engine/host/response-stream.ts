/** Response messages of a process as an HTTP response whose body streams, with back-pressure. */
import type { RequestMessage, ResponseMessage } from '../net/messages.ts';
import type { EmbeddedProcess } from './embedded-process.ts';

export interface EngineResponse {
  status: number;
  statusText: string;
  headers: [name: string, value: string][];
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A request that failed; `code` is Node's, for instance `ECONNREFUSED`. */
export class EngineRequestError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

/** Bytes of a body that may wait in the page until its reader takes them. */
const WINDOW = 1024 * 1024;

export const headerPairs = (raw: readonly string[]): [string, string][] => {
  const pairs: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) pairs.push([raw[index]!, raw[index + 1]!]);
  return pairs;
};

const EMPTY = new Uint8Array(0);

/** Sends a request and resolves with its head; aborting at any time closes the connection. */
export function fetchFromProcess(
  process: EmbeddedProcess,
  request: RequestMessage,
  signal?: AbortSignal,
): Promise<EngineResponse> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const { id } = request;
    let body: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
    const stop = (error: unknown): void => {
      signal?.removeEventListener('abort', onAbort);
      if (body) body.error(error);
      else reject(error);
    };
    const onAbort = (): void => {
      process.abort(id);
      stop(signal!.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });

    /** Bytes of the body that the process has not been told of being taken. */
    let uncredited = 0;
    const stream = (first: Uint8Array, done: boolean): ReadableStream<Uint8Array<ArrayBuffer>> =>
      new ReadableStream(
        {
          start(controller) {
            if (first.length > 0) controller.enqueue(first as Uint8Array<ArrayBuffer>);
            if (done) {
              controller.close();
              return;
            }
            body = controller;
            uncredited = first.length;
          },
          pull() {
            if (!body) return;
            const queued = WINDOW - body.desiredSize!;
            const taken = uncredited - queued;
            if (taken <= 0) return;
            uncredited -= taken;
            process.credit(id, taken);
          },
          cancel() {
            signal?.removeEventListener('abort', onAbort);
            if (body) process.abort(id);
          },
        },
        { highWaterMark: WINDOW, size: (chunk) => chunk.length },
      );

    const receive = (message: ResponseMessage): void => {
      switch (message.type) {
        case 'response': {
          const { status, statusText, rawHeaders, done } = message;
          if (done) signal?.removeEventListener('abort', onAbort);
          const headers = headerPairs(rawHeaders);
          resolve({ status, statusText, headers, body: stream(message.body ?? EMPTY, done) });
          break;
        }
        case 'response-body':
          if (message.chunk) {
            uncredited += message.chunk.length;
            body?.enqueue(message.chunk as Uint8Array<ArrayBuffer>);
          }
          if (message.done) {
            signal?.removeEventListener('abort', onAbort);
            body?.close();
            body = undefined;
          }
          break;
        case 'response-error':
          stop(new EngineRequestError(message.code, message.message));
      }
    };
    process.request({ ...request, window: WINDOW }, receive);
  });
}
