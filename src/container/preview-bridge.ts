/** Entry of the page `preview-bridge/`, which the journal frames at the origin of the previews. */
import { servePreviewBridge } from '../engine/preview/bridge.ts';

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
const meta = document.querySelector<HTMLMetaElement>('meta[name="journal-origin"]');

// Without a second origin there is no journal that might ask.
if (meta?.content) {
  servePreviewBridge({
    journalOrigin: meta.content,
    serviceWorkerUrl: `${base}preview-service-worker.js`,
    scope: base,
  });
}
