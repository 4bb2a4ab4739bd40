/**
 * The script in every HTML document of a preview: what a service worker cannot do. Bundled into one
 * string that the service worker inserts before the program's own scripts.
 *
 * Out of its reach: `location` itself, which cannot be replaced. Its `pathname` shows the preview's URL,
 * and where the Navigation API is missing, `location = '/x'` is put right by a redirect of the service
 * worker, or, on a site below a sub-path, not at all.
 */
import { keepAddressesInside } from './injected/addresses.ts';
import { replaceDocumentCookie } from './injected/document-cookie.ts';
import { tellLocation } from './injected/location.ts';
import { refuseServiceWorkers } from './injected/service-workers.ts';
import { previewWebSocket } from './injected/websocket.ts';
import { listenToWorker } from './injected/worker-messages.ts';
import type { InjectedConfig } from './protocol.ts';

const page = globalThis as typeof globalThis & { __preview?: InjectedConfig };
const config = page.__preview;
delete page.__preview;
document.currentScript?.remove();

if (config) {
  const cookies = replaceDocumentCookie(config);
  const sockets = previewWebSocket(config, cookies.writing);
  globalThis.WebSocket = sockets.WebSocket;
  keepAddressesInside(config);
  listenToWorker({
    'preview:cookies': (message) => cookies.jar.load(message.cookies),
    'preview:stopped': (message) => sockets.stopped(message.port),
  });
  refuseServiceWorkers();
  tellLocation();
}
