/**
 * On every page: keeps it for reading without a network, once its reader has begun to read. From then
 * on the service worker sees what the pages load; it is told of what came before.
 */
import { atFirstSign } from '../first-sign.ts';

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;

/** Files of this site that the page has loaded so far, and the page. */
const loaded = (): string[] => [
  location.origin + location.pathname,
  ...performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith(location.origin + base))
    .slice(0, 250),
];

async function keep(): Promise<void> {
  // A runner may register the same worker for its previews at the same time.
  const { activeRegistration } = await import('../../engine/preview/registration.ts');
  const { active } = await activeRegistration(workers!, {
    serviceWorkerUrl: `${base}preview-service-worker.js`,
    scope: base,
  });
  const tell = (): void => active!.postMessage({ type: 'journal:keep', urls: loaded() });
  tell();
  // What programs loaded before the worker saw it, the page does not know until it was loaded.
  document.addEventListener('visibilitychange', tell);
  addEventListener('pagehide', tell);
}

// Refused in private windows of some browsers: the page is read all the same.
const start = (): void => void keep().catch(() => {});

// A page that the worker has answered is kept, and so is what it loads. Frames are no reader's pages.
if (workers && !workers.controller && parent === window && import.meta.env.PROD) {
  atFirstSign(start);
}
