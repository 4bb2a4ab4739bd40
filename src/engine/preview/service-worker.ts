/** Entry of the service worker: one classic script, served with the scope of the whole site. */
import { PreviewWorker } from './preview-worker.ts';
import { scope } from './service-worker-scope.ts';

const worker = new PreviewWorker(scope, __INJECTED_SCRIPT__);

// A new version takes over at once: it keeps nothing that the old one would have to finish.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('fetch', (event) => worker.onFetch(event));
scope.addEventListener('message', (event) => worker.onMessage(event));
