/**
 * The page's end of the way to a service worker of a second origin: a hidden frame of that origin, the
 * bridge, which is a client of it. https://html.spec.whatwg.org/multipage/web-messaging.html
 */
import { PreviewUnavailable } from './preview-unavailable.ts';
import {
  CONNECT,
  isBridgeToPage,
  type BridgeToPage,
  type PageToBridge,
  type PageToWorker,
} from './protocol.ts';
import type { WorkerChannel } from './worker-channel.ts';

/**
 * Milliseconds for each frame, which fires no event when it cannot be loaded, before another one takes its
 * place. A page of a program whose script never ends holds the process into which the browser puts what
 * else is of its origin, until nothing of it is shown any more.
 */
const PATIENCE_MS = [3_000, 6_000, 12_000];

/**
 * @param bridgeUrl Address of the page that calls `servePreviewBridge`.
 * @param signal Ends the connection, too.
 * @throws PreviewUnavailable, or the signal's reason.
 */
export async function connectBridge(
  bridgeUrl: string,
  signal: AbortSignal,
): Promise<WorkerChannel> {
  for (const patience of PATIENCE_MS) {
    const isLate = AbortSignal.timeout(patience);
    try {
      return await openBridge(bridgeUrl, signal, isLate);
    } catch (error) {
      if (signal.aborted || !isLate.aborted) throw error;
    }
  }
  throw new PreviewUnavailable('failed');
}

async function openBridge(
  bridgeUrl: string,
  signal: AbortSignal,
  isLate: AbortSignal,
): Promise<WorkerChannel> {
  signal.throwIfAborted();
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
  // Only a document of that origin gets the port, whatever else the frame may show.
  frame.addEventListener(
    'load',
    () => frame.contentWindow?.postMessage({ type: CONNECT }, origin, [port2]),
    { once: true },
  );
  document.body.append(frame);
  port.start();
  try {
    const answer = await nextAnswer(port, AbortSignal.any([signal, isLate]));
    if (answer.type === 'preview:unavailable') throw new PreviewUnavailable(answer.obstacle);
  } catch (error) {
    end();
    throw error;
  }
  signal.addEventListener('abort', end, { once: true });
  const post = (message: PageToBridge | PageToWorker): void => port.postMessage(message);
  return {
    post,
    listen(receive, ending) {
      const options = ending && { signal: ending };
      port.addEventListener('message', ({ data, ports }) => receive(data, ports), options);
    },
    serves: (containerIds) => post({ type: 'preview:serves', containerIds }),
    isAlive(within) {
      post({ type: 'preview:ping' });
      return nextAnswer(port, AbortSignal.timeout(within)).then(
        () => true,
        () => false,
      );
    },
  };
}

/** @throws The signal's reason. */
const nextAnswer = (port: MessagePort, signal: AbortSignal): Promise<BridgeToPage> =>
  new Promise((resolve, reject) => {
    const settled = new AbortController();
    const options = { signal: settled.signal };
    const stop = (): void => {
      settled.abort();
      reject(signal.reason as Error);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, options);
    port.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (!isBridgeToPage(data)) return;
        settled.abort();
        resolve(data);
      },
      options,
    );
  });
