/**
 * The bridge: a page of the previews' origin, hidden in the journal's, that carries messages between the
 * journal and the service worker there. It adds nothing to them, and asks whom it carries them for.
 */
import { PreviewUnavailable } from './preview-unavailable.ts';
import {
  isConnect,
  isPageToBridge,
  isPageToWorker,
  isWorkerToPage,
  type BridgeToPage,
} from './protocol.ts';
import { registerServiceWorker } from './worker-channel.ts';

export interface BridgeOptions {
  /** The one origin whose page may connect. Anyone else gets no answer. */
  journalOrigin: string;
  serviceWorkerUrl: string;
  scope: string;
}

/** Waits for the page that frames this one. Does nothing outside of a frame. */
export function servePreviewBridge({ journalOrigin, ...options }: BridgeOptions): void {
  if (parent === globalThis.window) return;
  addEventListener('message', function connect(event: MessageEvent<unknown>) {
    const [port] = event.ports;
    // A preview is of this same origin, and may frame this page or write to its window.
    if (event.source !== parent || event.origin !== journalOrigin) return;
    if (!port || !isConnect(event.data)) return;
    removeEventListener('message', connect);
    void carry(port, options);
  });
}

async function carry(
  port: MessagePort,
  options: Omit<BridgeOptions, 'journalOrigin'>,
): Promise<void> {
  const answer = (message: BridgeToPage): void => port.postMessage(message);
  let containerIds: readonly string[] = [];
  try {
    const worker = await registerServiceWorker(options);
    worker.listen((data, ports) => {
      if (isWorkerToPage(data)) port.postMessage(data, [...ports]);
    });
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isPageToWorker(data)) worker.post(data);
      else if (!isPageToBridge(data)) return;
      else if (data.type === 'preview:ping') answer({ type: 'preview:ready' });
      else ({ containerIds } = data);
    };
    // The journal's page goes with this one, and its last words would not get through.
    addEventListener('pagehide', () => {
      for (const containerId of containerIds) worker.post({ type: 'preview:stopped', containerId });
    });
    answer({ type: 'preview:ready' });
  } catch (error) {
    const obstacle = error instanceof PreviewUnavailable ? error.obstacle : 'failed';
    answer({ type: 'preview:unavailable', obstacle });
  }
}
