/** The way between a page and the service worker of its previews. */
import { PreviewUnavailable } from './preview-unavailable.ts';
import type { PageToWorker } from './protocol.ts';
import { activeRegistration, type RegistrationOptions } from './registration.ts';

export interface WorkerChannel {
  post(message: PageToWorker): void;
  /** Calls with each message of the service worker, and the ports that came with it. */
  listen(
    receive: (data: unknown, ports: readonly MessagePort[]) => void,
    signal?: AbortSignal,
  ): void;
  /** Says which containers the page answers for, to what has to tell their end when the page goes. */
  serves(containerIds: readonly string[]): void;
  /** Whether what carries the messages answers within so many milliseconds. */
  isAlive(within: number): Promise<boolean>;
}

/**
 * Registers the service worker of this document's origin and waits until it is active.
 *
 * @throws PreviewUnavailable, or the signal's reason.
 */
export async function registerServiceWorker(options: RegistrationOptions): Promise<WorkerChannel> {
  const { signal } = options;
  signal?.throwIfAborted();
  if (!globalThis.isSecureContext) throw new PreviewUnavailable('insecure-context');
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) throw new PreviewUnavailable('unsupported');
  try {
    return channelOf(container, await activeRegistration(container, options));
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const isRefused = cause instanceof DOMException && cause.name === 'SecurityError';
    throw new PreviewUnavailable(isRefused ? 'blocked' : 'failed', { cause });
  }
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
  isAlive: () => Promise.resolve(true),
});
