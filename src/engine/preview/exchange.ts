/** The service worker's end of one request: the process's messages as a head and a streaming body. */
import type { ResponseHeadMessage, ResponseMessage } from '../net/messages.ts';
import type { ResponseCommand } from './protocol.ts';

/** Bytes of a body that may wait here until the document takes them. */
export const BODY_WINDOW = 512 * 1024;

/** A response that did not come, or not to its end. `code` is Node's. */
export class ExchangeError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class Exchange {
  /** @throws ExchangeError */
  readonly head: Promise<ResponseHeadMessage>;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Settles when nothing more will come. */
  readonly finished: Promise<void>;

  readonly #port: MessagePort;
  readonly #signal: AbortSignal;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  #resolveHead!: (head: ResponseHeadMessage) => void;
  #rejectHead!: (error: ExchangeError) => void;
  #resolveFinished!: () => void;
  #done = false;
  /** Bytes that the process does not know to be taken. */
  #uncredited = 0;

  /** @param signal Aborted when the client does not wait any longer. */
  constructor(port: MessagePort, signal: AbortSignal) {
    this.#port = port;
    this.#signal = signal;
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
    this.finished = new Promise((resolve) => {
      this.#resolveFinished = resolve;
    });
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#credit(),
        cancel: () => this.abort(),
      },
      { highWaterMark: BODY_WINDOW, size: (chunk: Uint8Array) => chunk.length },
    );
    port.onmessage = ({ data }: MessageEvent<ResponseMessage>) => this.#receive(data);
    signal.addEventListener('abort', this.#onAbort);
    if (signal.aborted) this.abort();
  }

  /** The client has gone away. */
  abort(): void {
    if (this.#done) return;
    this.#post({ type: 'abort' });
    this.fail('ECONNABORTED', 'The browser gave up the request');
  }

  /** The response will not come, or not to its end. */
  fail(code: string, message: string): void {
    if (this.#done) return;
    const error = new ExchangeError(code, message);
    this.#rejectHead(error);
    // What the document sees of it is a network error.
    try {
      this.#controller.error(error);
    } catch {
      // Cancelled by its reader.
    }
    this.#end();
  }

  readonly #onAbort = (): void => this.abort();

  #receive(message: ResponseMessage): void {
    if (this.#done) return;
    switch (message.type) {
      case 'response':
        this.#enqueue(message.body);
        this.#resolveHead(message);
        if (message.done) this.#close();
        break;
      case 'response-body':
        this.#enqueue(message.chunk);
        if (message.done) this.#close();
        break;
      case 'response-error':
        this.fail(message.code, message.message);
    }
  }

  #enqueue(chunk: Uint8Array | undefined): void {
    if (!chunk || chunk.length === 0) return;
    this.#uncredited += chunk.length;
    this.#controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
  }

  /** Bytes that have left the queue make room for as many. */
  #credit(): void {
    const queued = BODY_WINDOW - this.#controller.desiredSize!;
    const taken = this.#uncredited - queued;
    if (this.#done || taken <= 0) return;
    this.#uncredited -= taken;
    this.#post({ type: 'credit', bytes: taken });
  }

  #close(): void {
    this.#controller.close();
    this.#end();
  }

  #end(): void {
    this.#done = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#port.close();
    this.#resolveFinished();
  }

  #post(command: ResponseCommand): void {
    this.#port.postMessage(command);
  }
}
