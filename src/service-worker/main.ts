/**
 * Entry of the site's one service worker: the engine's previews, and around them what lets the journal
 * be read without a network. A scope has one service worker, so both are in it.
 */
import { PreviewWorker } from '../engine/preview/preview-worker.ts';
import { previewSpace } from '../engine/preview/routing.ts';
import { scope, type FetchEvent } from '../engine/preview/service-worker-scope.ts';
import { Copies } from './copies.ts';
import { OfflineReader } from './offline-reader.ts';

const root = scope.registration.scope;
const { PREVIEW_ORIGIN, RESPONSE_HEADERS, IMMUTABLE, ENGINE_FILES } = __SITE__;

/**
 * Not at a second origin for previews: what one program's page puts into the caches there would come
 * back as a page of that origin for another's.
 */
const reader =
  new URL(root).origin === PREVIEW_ORIGIN
    ? undefined
    : new OfflineReader({
        scope: root,
        copies: new Copies(caches, root),
        isPreview: (url) => url.startsWith(previewSpace(root)),
        immutable: IMMUTABLE,
        engineFiles: ENGINE_FILES,
        // An isolated page could not frame previews of a host that sends none of these headers.
        headers: PREVIEW_ORIGIN === '' ? RESPONSE_HEADERS : {},
        fetch: (request, init) => fetch(request, init),
      });

const previews = new PreviewWorker(scope, __INJECTED_SCRIPT__, {
  otherwise: (event: FetchEvent) => reader?.answer(event),
});

// A new version takes over at once: what the old one kept is the new one's.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', () => {
  // The page that is open is read already: what it loads from now on is kept too. Not waited for: requests
  // wait for the end of the activation.
  if (reader) void scope.clients.claim();
});
scope.addEventListener('fetch', (event) => previews.onFetch(event));
scope.addEventListener('message', (event) => {
  previews.onMessage(event);
  reader?.onMessage(event);
});
