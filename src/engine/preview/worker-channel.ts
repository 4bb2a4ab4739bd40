/** The way between a page and the service worker of its previews. */
import { PreviewUnavailable } from './preview-unavailable.ts';
import type { PageToWorker } from './protocol.ts';

export interface ServiceWorkerOptions {
  serviceWorkerUrl: string | URL;
  /** The site's base, which the service worker must be allowed to control. */
  scope: string | URL;
  signal?: AbortSignal;
}

export interface WorkerChannel {
  post(message: PageToWorker): void;
  /** Calls with each message of the service worker, and the ports that came with it. */
  listen(
    receive: (data: unknown, ports: readonly MessagePort[]) => void,
    signal?: AbortSignal,
  ): void;
  /** Says which containers the page answers for, to what has to tell their end when the page goes. */
  serves(containerIds: readonly string[]): void;
}

/**
 * Registers the service worker of this document's origin and waits until it is active.
 *
 * @throws PreviewUnavailable, or the signal's reason.
 */
export async function registerServiceWorker(options: ServiceWorkerOptions): Promise<WorkerChannel> {
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
    return channelOf(container, known);
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
  return channelOf(container, registration);
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

const channelOf = (
  container: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
): WorkerChannel => ({
  post: (message) => registration.active?.postMessage(message),
  listen(receive, signal) {
    container.addEventListener(
      'message',
      ({ data, origin, ports }) => {
        // The service worker's origin is the page's; Safari leaves it empty.
        if (origin === '' || origin === location.origin) receive(data, ports);
      },
      { signal },
    );
    // Without it, messages wait for the document to be parsed.
    container.startMessages();
  },
  serves() {},
});
