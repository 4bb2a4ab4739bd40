/**
 * The page's end of the way to a service worker of a second origin: a hidden frame of that origin, the
 * bridge, which is a client of it. https://html.spec.whatwg.org/multipage/web-messaging.html
 */
import { PreviewUnavailable } from './preview-unavailable.ts';
import { CONNECT, isBridgeToPage, type PageToBridge } from './protocol.ts';
import type { WorkerChannel } from './worker-channel.ts';

/** A frame that cannot be loaded fires no event of its own that says so. */
const PATIENCE_MS = 20_000;

/**
 * @param bridgeUrl Address of the page that calls `servePreviewBridge`.
 * @throws PreviewUnavailable, or the signal's reason.
 */
export async function connectBridge(
  bridgeUrl: string,
  signal?: AbortSignal,
): Promise<WorkerChannel> {
  signal?.throwIfAborted();
  const { origin } = new URL(bridgeUrl);
  const { port1: port, port2 } = new MessageChannel();
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.title = 'Connection to the previews';
  frame.src = bridgeUrl;
  const end = (): void => {
    frame.remove();
    port.close();
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new PreviewUnavailable('failed')), PATIENCE_MS);
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      port.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (!isBridgeToPage(data)) return;
        clearTimeout(timer);
        if (data.type === 'preview:ready') resolve();
        else reject(new PreviewUnavailable(data.obstacle));
      };
      // Only a document of that origin gets the port, whatever else the frame may show.
      frame.addEventListener(
        'load',
        () => frame.contentWindow?.postMessage({ type: CONNECT }, origin, [port2]),
        { once: true },
      );
      document.body.append(frame);
    });
  } catch (error) {
    end();
    throw error;
  }
  signal?.addEventListener('abort', end, { once: true });
  return {
    post: (message) => port.postMessage(message),
    listen(receive) {
      port.onmessage = ({ data, ports }: MessageEvent<unknown>) => receive(data, ports);
    },
    serves(containerIds) {
      const message: PageToBridge = { type: 'preview:serves', containerIds };
      port.postMessage(message);
    },
  };
}
