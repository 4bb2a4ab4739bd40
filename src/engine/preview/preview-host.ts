/** The page's part of previews: answers for the containers that it runs, and keeps their cookies. */
import type { Cookie, CookieJar } from './cookie-jar.ts';
import {
  isWorkerToPage,
  type CookiesAnswer,
  type OwnerAnswer,
  type PageToWorker,
  type PreviewRequest,
  type PreviewWebSocket,
} from './protocol.ts';
import { previewRoot, previewSpace } from './routing.ts';
import type { RegistrationOptions } from './registration.ts';
import { registerServiceWorker, type WorkerChannel } from './worker-channel.ts';

/** The signal ends the host: it answers for no container any more. */
export type PreviewHostOptions = RegistrationOptions;

/** What a container does with requests of its preview. The cookies are in the headers already. */
export interface PreviewedContainer {
  jar: CookieJar;
  /** Post `ResponseMessage`s to the port; it sends `ResponseCommand`s. */
  onRequest(port: number, request: PreviewRequest, responses: MessagePort): void;
  /** Post `WebSocketEvent`s to the port; it sends `WebSocketCommand`s. */
  onWebSocket(port: number, request: PreviewWebSocket, socket: MessagePort): void;
}

/**
 * The URL of a server's preview, with a slash at its end.
 * @param scope Of the service worker; absolute where that is of another origin.
 */
export const previewUrl = (scope: string | URL, containerId: string, port: number): string =>
  `${previewRoot(previewSpace(new URL(scope, location.href).href), { containerId, port })}/`;

/**
 * Registers the service worker and waits until it is active. The page itself need not be controlled by
 * it: the preview's documents are, because they are loaded after that.
 *
 * @throws PreviewUnavailable, or the signal's reason.
 */
export async function registerPreviewHost(options: PreviewHostOptions): Promise<PreviewHost> {
  return new PreviewHost(await registerServiceWorker(options), options.signal);
}

export class PreviewHost {
  readonly #channel: WorkerChannel;
  readonly #containers = new Map<string, { container: PreviewedContainer; unsubscribe(): void }>();
  /** The service worker has brought the change, and tells the documents itself. */
  #isRelayed = false;

  constructor(channel: WorkerChannel, signal?: AbortSignal) {
    this.#channel = channel;
    channel.listen((data, ports) => this.#receive(data, ports), signal);
    // Previews in other tabs would wait for ever.
    addEventListener('pagehide', () => this.#stopAll(), { signal });
    signal?.addEventListener('abort', () => this.#removeAll(), { once: true });
  }

  /** Whether previews can be answered, in so many milliseconds. */
  isAlive(within: number): Promise<boolean> {
    return this.#channel.isAlive(within);
  }

  /** From now on, this page answers for the container. Its id must not be guessable. */
  add(containerId: string, container: PreviewedContainer): void {
    const { jar } = container;
    const unsubscribe = jar.subscribe(() => {
      if (this.#isRelayed) return;
      this.#post({ type: 'preview:cookies', containerId, cookies: readable(jar) });
    });
    this.#containers.set(containerId, { container, unsubscribe });
    this.#channel.serves([...this.#containers.keys()]);
  }

  remove(containerId: string): void {
    const entry = this.#containers.get(containerId);
    if (!entry) return;
    entry.unsubscribe();
    this.#containers.delete(containerId);
    this.#channel.serves([...this.#containers.keys()]);
    this.stopped(containerId);
  }

  /**
   * Ends what waits for a server that is gone: a terminated worker's ports do not tell.
   * @param port Without it, all of the container.
   */
  stopped(containerId: string, port?: number): void {
    this.#post({ type: 'preview:stopped', containerId, ...(port !== undefined && { port }) });
  }

  #removeAll(): void {
    for (const containerId of [...this.#containers.keys()]) this.remove(containerId);
  }

  #stopAll(): void {
    for (const containerId of this.#containers.keys()) this.stopped(containerId);
  }

  #post(message: PageToWorker): void {
    this.#channel.post(message);
  }

  #receive(data: unknown, [port]: readonly MessagePort[]): void {
    if (!port || !isWorkerToPage(data)) return;
    if (data.type === 'preview:owner') {
      const answer: OwnerAnswer = { containerIds: [...this.#containers.keys()] };
      port.postMessage(answer);
      return;
    }
    const container = this.#containers.get(data.containerId)?.container;
    switch (data.type) {
      case 'preview:request': {
        if (!container) {
          const message = 'The program has been stopped';
          port.postMessage({ type: 'response-error', id: 0, code: 'ERR_STOPPED', message });
          break;
        }
        const { request } = data;
        container.onRequest(
          data.port,
          {
            ...request,
            headers: withCookies(container.jar, data.port, request.path, request.headers),
          },
          port,
        );
        break;
      }
      case 'preview:websocket': {
        if (!container) {
          port.postMessage({ type: 'error', message: 'The program has been stopped' });
          port.postMessage({ type: 'close', code: 1006, reason: '', wasClean: false });
          break;
        }
        const { request } = data;
        const headers = withCookies(container.jar, data.port, request.path, request.headers ?? []);
        container.onWebSocket(data.port, { ...request, headers }, port);
        break;
      }
      case 'preview:set-cookies':
        this.#relay(() => container?.jar.store(data.lines, data.url));
        answerCookies(port, container);
        break;
      case 'preview:document-cookie':
        this.#relay(() => container?.jar.setDocumentCookie(data.text, data.url));
        answerCookies(port, container);
    }
  }

  #relay(change: () => void): void {
    this.#isRelayed = true;
    try {
      change();
    } finally {
      this.#isRelayed = false;
    }
  }
}

const readable = (jar: CookieJar): Cookie[] => jar.list().filter(({ httpOnly }) => !httpOnly);

function answerCookies(port: MessagePort, container: PreviewedContainer | undefined): void {
  const answer: CookiesAnswer = { cookies: container ? readable(container.jar) : [] };
  port.postMessage(answer);
}

function withCookies(
  jar: CookieJar,
  port: number,
  path: string,
  headers: [name: string, value: string][],
): [name: string, value: string][] {
  const cookie = jar.header(`http://localhost:${port}${path}`);
  return cookie ? [...headers, ['Cookie', cookie]] : headers;
}
