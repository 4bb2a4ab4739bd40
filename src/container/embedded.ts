/** The embedded engine behind the site's interface. */
import manifest from '../../.cache/engine/manifest.json';
import {
  EmbeddedEngine,
  EngineRequestError,
  unsupportedReason,
  type Catalog,
  type PreviewPlace,
} from '../engine/index.ts';
import { RequestError, type Container } from './container.ts';
import { BootError, type Engine, type LayerRef, type Progress } from './engine.ts';

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** The way of most requests through most examples. */
const warmUp = {
  source: `
    const express = require('express');
    const app = express();
    app.use(express.json());
    app.get('/warm/:up', (req, res) => { res.status(200).json({ up: req.params.up }); });
    module.exports = app;`,
  paths: ['/warm/up', '/none'],
};

/** At the site's second origin when it has one, which every page names. */
function previewPlace(): PreviewPlace {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="preview-origin"]');
  if (!meta?.content) return { url: `${base}preview-service-worker.js`, scope: base };
  const scope = new URL(base, meta.content).href;
  return { bridge: `${scope}preview-bridge/`, scope };
}

let engine: EmbeddedEngine | undefined;
const getEngine = (): EmbeddedEngine => {
  engine ??= new EmbeddedEngine({
    files: { folder: new URL(`${base}engine/`, location.href).href, ...manifest },
    previews: previewPlace(),
    warmUp,
  });
  return engine;
};

/** The packages of all days, which a reader can install on any of them. */
async function loadCatalog(): Promise<Catalog> {
  const folder = new URL(`${base}layers/`, location.href);
  // Its name says nothing of its contents, unlike those of the layers, which caches keep for ever.
  const response = await fetch(new URL('catalog.json', folder), { cache: 'no-cache' });
  const packages = (await response.json()) as Catalog;
  const entries = Object.entries(packages).map(([name, { version, layers }]) => {
    return [name, { version, layers: layers.map((id) => new URL(`${id}.js`, folder).href) }];
  });
  return Object.fromEntries(entries) as Catalog;
}

/** Who asks for less data gets at Run what may be megabytes. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

const LOADED_KEY = 'engine-loaded';

/**
 * The engine's script, until a browser has loaded it once: from then on it is in its cache, and to see how far
 * it is would cost more time than it takes.
 */
function engineScript(): { url: string; bytes: number } | undefined {
  try {
    if (localStorage.getItem(LOADED_KEY) === manifest.worker) return undefined;
  } catch {
    // No storage: each page is a first one.
  }
  return { url: getEngine().script, bytes: manifest.workerBytes };
}

function rememberLoaded(): void {
  try {
    localStorage.setItem(LOADED_KEY, manifest.worker);
  } catch {
    // As above.
  }
}

/**
 * Resolves when the scripts are there; large files may come later, and are told of too.
 *
 * @throws The signal's reason.
 */
async function load(
  layers: readonly LayerRef[],
  onProgress?: (progress: Progress | undefined) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const script = engineScript();
  const scripts = [...(script ? [script.url] : []), ...layers.map(({ script }) => script)];
  const assets = layers.flatMap(({ assets = [] }) => assets);
  const total = layers.reduce((sum, { bytes = 0 }) => sum + bytes, script?.bytes ?? 0);
  const tell = (progress?: Progress): void => {
    if (!signal?.aborted) onProgress?.(progress);
  };
  const engine = getEngine();
  const all = engine.load([...scripts, ...assets], (loaded) => tell({ loaded, total }));
  void all.then(() => tell());
  await new Promise<void>((resolve, reject) => {
    void engine.load(scripts).then(resolve);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

export const embedded: Engine = {
  id: 'embedded',
  name: 'Embedded Node.js',

  unsupported() {
    const reason = unsupportedReason();
    if (!reason) return undefined;
    return new BootError('unsupported', reason, 'Open this page in a current browser.');
  },

  prewarm(layers) {
    if (unsupportedReason()) return;
    const assets = savesData() ? [] : layers.flatMap(({ assets = [] }) => assets);
    const script = engineScript();
    // Before the worker asks for it: in Firefox only the first who asks sees how far it is.
    if (script)
      void getEngine().load([script.url], (bytes) => bytes === script.bytes && rememberLoaded());
    getEngine().prewarm(
      layers.map(({ script }) => script),
      { hasThreads: layers.some(({ hasThreads }) => hasThreads), assets },
    );
  },

  async boot({ layers, signal, onProgress }): Promise<Container> {
    this.prewarm(layers);
    await load(layers, onProgress, signal);
    const container = await getEngine().boot({
      catalog: loadCatalog,
      layers: layers.map(({ script }) => script),
      ...(signal && { signal }),
    });
    const request = container.request.bind(container);
    return Object.assign(container, {
      async request(...args: Parameters<Container['request']>) {
        try {
          return await request(...args);
        } catch (error) {
          throw error instanceof EngineRequestError
            ? new RequestError(error.code, error.message)
            : error;
        }
      },
    });
  },
};
