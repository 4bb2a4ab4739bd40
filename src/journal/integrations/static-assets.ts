import { cp, readdir, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import sirv from 'sirv';
import { layersFolder } from '../layers-manifest.ts';
import { bundleServiceWorker } from '../offline/bundle.ts';
import { site } from '../site.ts';
import { isolationHeaders } from './isolation-headers.ts';

/** Folder of the built engine, from the root of the repository. */
const engineFolder = '.cache/engine';

interface Asset {
  /** File in the repository. */
  from: URL;
  /** Path in the site, without the base path. */
  to: string;
}

/**
 * The service worker sits at the root of the site, because its path bounds what it may control; its
 * name has no hash, because a browser finds updates of a service worker by its address.
 */
const serviceWorker = 'preview-service-worker.js';

/**
 * What the builds note down for the site's own build, and the engine's service worker, which is in the
 * site's: readers have no use for it.
 */
const notServed = new Set(['manifest.json', 'package.json', 'README.md', 'service-worker.js']);

/** Files of a folder, in the order of their names; none where there is no folder. */
async function filesIn(folder: URL): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !notServed.has(name)).sort();
}

/** The days that were built, by the example of each. */
async function builtDays(dir: URL): Promise<Set<string>> {
  const names = await filesIn(new URL('examples/', dir));
  return new Set(names.map((name) => `day${name.split('.', 1)[0]}`));
}

/** Whether a layer is a day's own, and the day is not shown: its code is then not in the site either. */
const isHeldBack = (layer: string, built: ReadonlySet<string>): boolean => {
  const [owner = ''] = layer.split('.');
  return /^day\d+$/.test(owner) && !built.has(owner);
};

const serviceWorkerOf = (root: URL): Promise<string> =>
  bundleServiceWorker({
    root,
    engine: new URL(`${engineFolder}/`, root),
    previewOrigin: site.previewOrigin,
  });

/** @param dir The built site. */
async function builtAssets(root: URL, dir: URL): Promise<Asset[]> {
  const engine = new URL(`${engineFolder}/`, root);
  const layers = new URL(`${layersFolder}/`, root);
  const engineAssets = (await filesIn(engine)).map((name) => ({
    from: new URL(name, engine),
    to: `engine/${name}`,
  }));
  const built = await builtDays(dir);
  const layerAssets = (await filesIn(layers))
    .filter((name) => /\.(?:js|json|txt|wasm|bin)$/.test(name) && !isHeldBack(name, built))
    .map((name) => ({ from: new URL(name, layers), to: `layers/${name}` }));
  return [...engineAssets, ...layerAssets];
}

const missing = async (root: URL): Promise<string[]> => {
  const needed = [`${engineFolder}/manifest.json`, `${layersFolder}/manifest.json`];
  const found = await Promise.all(
    needed.map((path) =>
      stat(new URL(path, root)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return needed.filter((_, index) => !found[index]);
};

/** Puts the built engine and the layers, which Vite must not touch, into the site as they are. */
export function staticAssets(): AstroIntegration {
  let root: URL;
  return {
    name: 'journal:static-assets',
    hooks: {
      'astro:config:done': ({ config }) => {
        root = config.root;
      },
      'astro:server:setup': ({ server, logger }) => {
        const options = {
          dev: true,
          setHeaders: (response: ServerResponse) => {
            for (const [name, value] of Object.entries(isolationHeaders)) {
              response.setHeader(name, value);
            }
            response.setHeader('Cache-Control', 'no-cache');
          },
        };
        const folder = (path: string) => sirv(fileURLToPath(new URL(path, root)), options);
        const engine = folder(engineFolder);
        // Vite has taken the base path off by now.
        server.middlewares.use('/engine', engine);
        server.middlewares.use('/layers', folder(layersFolder));
        server.middlewares.use(`/${serviceWorker}`, (_request, response, next) => {
          void serviceWorkerOf(root).then((script) => {
            response.setHeader('Content-Type', 'text/javascript');
            response.setHeader('Cache-Control', 'no-cache');
            response.end(script);
          }, next);
        });
        void missing(root).then((paths) => {
          if (paths.length > 0) {
            logger.warn(
              `Examples cannot run: no ${paths.join(', no ')}. Run \`npm run build\` once.`,
            );
          }
        });
      },
      'astro:build:start': async () => {
        const paths = await missing(root);
        if (paths.length === 0) return;
        const hint = '`npm run build` builds them before the site.';
        throw new AstroError(
          `What runs the examples is not built: no ${paths.join(', no ')}.`,
          hint,
        );
      },
      'astro:build:done': async ({ dir, logger }) => {
        const assets = await builtAssets(root, dir);
        await Promise.all(
          assets.map(({ from, to }) => cp(from, new URL(to, dir), { recursive: true })),
        );
        await writeFile(new URL(serviceWorker, dir), await serviceWorkerOf(root));
        logger.info(`${assets.length} files of the engine and its layers copied.`);
      },
    },
  };
}
