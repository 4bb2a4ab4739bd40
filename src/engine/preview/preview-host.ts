/** The page's part of previews: answers for the containers that it runs, and keeps their cookies. */
import type { Cookie, CookieJar } from './cookie-jar.ts';
import { PreviewUnavailable } from './preview-unavailable.ts';
import {
  isWorkerToPage,
  type CookiesAnswer,
  type OwnerAnswer,
  type PageToWorker,
  type PreviewRequest,
  type PreviewWebSocket,
} from './protocol.ts';
import { previewRoot, previewSpace } from './routing.ts';

export interface PreviewHostOptions {
  serviceWorkerUrl: string | URL;
  /** The site's base, which the service worker must be allowed to control. */
  scope: string | URL;
  /** Ends the host: it answers for no container any more. */
  signal?: AbortSignal;
}

/** What a container does with requests of its preview. The cookies are in the headers already. */
export interface PreviewedContainer {
  jar: CookieJar;
  /** Post `ResponseMessage`s to the port; it sends `ResponseCommand`s. */
  onRequest(port: number, request: PreviewRequest, responses: MessagePort): void;
  /** Post `WebSocketEvent`s to the port; it sends `WebSocketCommand`s. */
  onWebSocket(port: number, request: PreviewWebSocket, socket: MessagePort): void;
}

/** The URL of a server's preview, with a slash at its end. */
export const previewUrl = (scope: string | URL, containerId: string, port: number): string =>
  `${previewRoot(previewSpace(new URL(scope, location.href).href), { containerId, port })}/`;

/**
 * Registers the service worker and waits until it is active. The page itself need not be controlled by
 * it: the preview's documents are, because they are loaded after that.
 *
 * @throws PreviewUnavailable, or the signal's reason.
 */
export async function registerPreviewHost(options: PreviewHostOptions): Promise<PreviewHost> {
  const { serviceWorkerUrl, scope, signal } = options;
  signal?.throwIfAborted();
  if (!globalThis.isSecureContext) throw new PreviewUnavailable('insecure-context');
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) throw new PreviewUnavailable('unsupported');
  const known = await container
    .getRegistration(new URL(scope, location.href))
    .catch(() => undefined);
  if (known?.active?.scriptURL === new URL(serviceWorkerUrl, location.href).href) {
    // It serves at once. Registering again would wait for the check for a newer version, which takes
    // seconds on a slow network; that check may go on meanwhile.
    void known.update().catch(() => {});
    return new PreviewHost(container, known, signal);
  }
  let registration: ServiceWorkerRegistration;
  try {
    registration = await container.register(serviceWorkerUrl, {
      scope: new URL(scope, location.href).href,
      updateViaCache: 'none',
    });
  } catch (cause) {
    const isRefused = cause instanceof DOMException && cause.name === 'SecurityError';
    throw new PreviewUnavailable(isRefused ? 'blocked' : 'failed', { cause });
  }
  await activated(registration, signal);
  return new PreviewHost(container, registration, signal);
}

async function activated(
  registration: ServiceWorkerRegistration,
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker) throw new PreviewUnavailable('failed');
  await new Promise<void>((resolve, reject) => {
    const check = (): void => {
      if (worker.state === 'activated') resolve();
      else if (worker.state === 'redundant' && !registration.active) {
        reject(new PreviewUnavailable('failed'));
      } else return;
      worker.removeEventListener('statechange', check);
    };
    worker.addEventListener('statechange', check);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    check();
  });
}

export class PreviewHost {
  readonly #registration: ServiceWorkerRegistration;
  readonly #containers = new Map<string, { container: PreviewedContainer; unsubscribe(): void }>();
  /** The service worker has brought the change, and tells the documents itself. */
  #isRelayed = false;

  constructor(
    serviceWorker: ServiceWorkerContainer,
    registration: ServiceWorkerRegistration,
    signal?: AbortSignal,
  ) {
    this.#registration = registration;
    serviceWorker.addEventListener('message', (event) => this.#receive(event), { signal });
    // Without it, messages wait for the document to be parsed.
    serviceWorker.startMessages();
    // Previews in other tabs would wait for ever.
    addEventListener('pagehide', () => this.#stopAll(), { signal });
    signal?.addEventListener('abort', () => this.#stopAll(), { once: true });
  }

  /** From now on, this page answers for the container. Its id must not be guessable. */
  add(containerId: string, container: PreviewedContainer): void {
    const { jar } = container;
    const unsubscribe = jar.subscribe(() => {
      if (this.#isRelayed) return;
      this.#post({ type: 'preview:cookies', containerId, cookies: readable(jar) });
    });
    this.#containers.set(containerId, { container, unsubscribe });
  }

  remove(containerId: string): void {
    const entry = this.#containers.get(containerId);
    if (!entry) return;
    entry.unsubscribe();
    this.#containers.delete(containerId);
    this.stopped(containerId);
  }

  /**
   * Ends what waits for a server that is gone: a terminated worker's ports do not tell.
   * @param port Without it, all of the container.
   */
  stopped(containerId: string, port?: number): void {
    this.#post({ type: 'preview:stopped', containerId, ...(port !== undefined && { port }) });
  }

  #stopAll(): void {
    for (const containerId of this.#containers.keys()) this.stopped(containerId);
  }

  #post(message: PageToWorker): void {
    this.#registration.active?.postMessage(message);
  }

  #receive({ data, origin, ports }: MessageEvent): void {
    // The service worker's origin is the page's; Safari leaves it empty.
    if ((origin !== '' && origin !== location.origin) || !isWorkerToPage(data)) return;
    const [port] = ports;
    const container = this.#containers.get(data.containerId)?.container;
    if (!port) return;
    switch (data.type) {
      case 'preview:owner': {
        const answer: OwnerAnswer = { owner: container !== undefined };
        port.postMessage(answer);
        break;
      }
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
