/// <reference types="vite/client" />
/**
 * The page's side of the request agent (`request-agent.cjs`): HTTP requests to servers in the container.
 *
 * Preview addresses of WebContainers are on another origin, so `fetch` from the page meets CORS: most
 * headers hidden, most requests preflighted, redirects and cookies out of reach. A process inside the
 * container sees the exchange as it is.
 */
import {
  RequestError,
  type ContainerProcess,
  type HeaderList,
  type HttpRequest,
  type HttpResponse,
} from '../container.ts';
import source from './request-agent.cjs?raw';

/** Where the agent's program lies in the working directory. */
export const agentPath = '.request-agent.cjs';
export const agentSource: string = source;

/** Longest part of a message in one line; terminals in line mode may cut at 4096 bytes. */
const partLength = 3000;
/** Body bytes in one message. */
const bodyChunk = 48 * 1024;
/** Milliseconds for the agent to start: on a busy machine it waits for the program that starts too. */
const startLimit = 30_000;

type Head = Omit<HttpResponse, 'body'>;
interface Reply {
  ready?: true;
  id?: number;
  head?: Head;
  chunk?: string;
  end?: true;
  error?: { code: string; message: string };
}

interface Exchange {
  head: (head: Head) => void;
  chunk: (bytes: Uint8Array<ArrayBuffer>) => void;
  end: () => void;
  fail: (error: unknown) => void;
}

const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x2000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  }
  return btoa(binary);
};

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

const hasHeader = (headers: HeaderList, name: string): boolean =>
  headers.some(([key]) => key.toLowerCase() === name);

/** Methods for which an HTTP client says "no body" (RFC 9110, 8.6). */
const anticipatesBody = (method: string): boolean => /^(post|put|patch)$/i.test(method);

const completeHeaders = ({ headers, port, method, body }: HttpRequest): HeaderList => {
  const complete: HeaderList = [...headers];
  if (!hasHeader(headers, 'host')) complete.unshift(['Host', `localhost:${port}`]);
  if (!hasHeader(headers, 'content-length') && !hasHeader(headers, 'transfer-encoding')) {
    const length = body?.length ?? 0;
    if (length > 0 || anticipatesBody(method)) complete.push(['Content-Length', String(length)]);
  }
  return complete;
};

const agentStopped = () =>
  new RequestError('ECONNRESET', 'The process that sends requests in the container stopped.');

/** One running agent. */
class Agent {
  readonly #token: string;
  readonly #writer: WritableStreamDefaultWriter<string>;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #process: ContainerProcess;
  #nextId = 1;
  #ready = Promise.withResolvers<void>();
  isStopped = false;

  constructor(process: ContainerProcess, token: string) {
    this.#process = process;
    this.#token = token;
    this.#writer = process.input.getWriter();
    // A reader in the page may give up waiting before the agent has failed.
    this.#ready.promise.catch(() => undefined);
    const timer = setTimeout(() => {
      this.#ready.reject(
        new RequestError('ETIMEDOUT', 'The process that sends requests did not start in 30 s.'),
      );
      process.kill();
    }, startLimit);
    this.#ready.promise.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
    this.#listen().catch(() => process.kill());
    const stop = () => {
      this.isStopped = true;
      this.#ready.reject(agentStopped());
      for (const exchange of this.#exchanges.values()) exchange.fail(agentStopped());
      this.#exchanges.clear();
    };
    process.exit.then(stop, stop);
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  kill(): void {
    this.#process.kill();
  }

  #post(message: object): void {
    const text = JSON.stringify(message);
    const parts: string[] = [];
    for (let at = 0; at < text.length; at += partLength) {
      parts.push(text.slice(at, at + partLength));
    }
    // A message ends in a brace, so a backslash at the end of a line always means that it goes on.
    const lines = parts.map((part, i) => {
      const continued = i < parts.length - 1;
      return `#req ${this.#token} ${part}${continued ? '\\' : ''}\n`;
    });
    this.#writer.write(lines.join('')).catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const prefix = `#res ${this.#token} `;
    const reader = this.#process.output.getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith(prefix)) this.#receive(JSON.parse(line.slice(prefix.length)) as Reply);
      }
    }
  }

  #receive({ ready, id, head, chunk, end, error }: Reply): void {
    if (ready) this.#ready.resolve();
    if (id === undefined) return;
    const exchange = this.#exchanges.get(id);
    if (!exchange) return;
    if (head) exchange.head(head);
    if (chunk !== undefined) exchange.chunk(fromBase64(chunk));
    if (end || error) this.#exchanges.delete(id);
    if (end) exchange.end();
    if (error) exchange.fail(new RequestError(error.code, error.message));
  }

  exchange(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    let controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
    let unacknowledged = 0;
    const settle = () => signal?.removeEventListener('abort', abort);
    const cancel = () => {
      settle();
      if (this.#exchanges.delete(id)) this.#post({ id, abort: true });
    };
    const abort = () => {
      cancel();
      reject(signal?.reason);
      controller.error(signal?.reason);
    };
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (started) => {
          controller = started;
        },
        pull: () => {
          // Called when the reader has caught up: the agent may send on.
          if (unacknowledged === 0) return;
          this.#post({ id, ack: unacknowledged });
          unacknowledged = 0;
        },
        cancel,
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
    );
    this.#exchanges.set(id, {
      head: (head) => resolve({ ...head, body }),
      chunk: (bytes) => {
        unacknowledged += bytes.length;
        controller.enqueue(bytes);
      },
      end: () => {
        settle();
        controller.close();
      },
      fail: (error) => {
        settle();
        reject(error);
        controller.error(error);
      },
    });
    signal?.addEventListener('abort', abort, { once: true });

    const { port, method, path } = request;
    this.#post({ id, open: { port, method, path, headers: completeHeaders(request) } });
    const bytes = request.body ?? new Uint8Array();
    for (let at = 0; at < bytes.length; at += bodyChunk) {
      this.#post({ id, body: toBase64(bytes.subarray(at, at + bodyChunk)) });
    }
    this.#post({ id, send: true });
    return promise;
  }
}

/** Sends requests through an agent that is started at the first one, and again should it have ended. */
export class AgentClient {
  readonly #spawn: (args: string[]) => Promise<ContainerProcess>;
  #agent: Promise<Agent> | undefined;

  /** @param spawn Starts `node` with the arguments in the working directory, where the agent's file is. */
  constructor(spawn: (args: string[]) => Promise<ContainerProcess>) {
    this.#spawn = spawn;
  }

  #start(): Promise<Agent> {
    // The token keeps a line that a terminal echoes, or another program prints, out of the protocol.
    const token = crypto.randomUUID();
    const starting = this.#spawn([agentPath, token]).then(async (process) => {
      const agent = new Agent(process, token);
      await agent.ready;
      return agent;
    });
    starting.catch(() => {
      if (this.#agent === starting) this.#agent = undefined;
    });
    return starting;
  }

  /** @throws RequestError, or the signal's reason when aborted. */
  async request(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    signal?.throwIfAborted();
    this.#agent ??= this.#start();
    let agent = await this.#agent;
    if (agent.isStopped) {
      this.#agent = this.#start();
      agent = await this.#agent;
    }
    signal?.throwIfAborted();
    return agent.exchange(request, signal);
  }

  stop(): void {
    this.#agent?.then(
      (agent) => agent.kill(),
      () => undefined,
    );
    this.#agent = undefined;
  }
}
