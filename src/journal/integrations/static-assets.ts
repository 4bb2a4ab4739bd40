import { cp, readdir, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import sirv from 'sirv';
import { layersFolder } from '../layers-manifest.ts';
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
const serviceWorker = { from: 'service-worker.js', to: 'preview-service-worker.js' };

/** What the builds note down for the site's own build; readers have no use for it. */
const notServed = new Set(['manifest.json', 'package.json', 'README.md']);

/** Files of a folder, in the order of their names; none where there is no folder. */
async function filesIn(folder: URL): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !notServed.has(name)).sort();
}

async function builtAssets(root: URL): Promise<Asset[]> {
  const engine = new URL(`${engineFolder}/`, root);
  const layers = new URL(`${layersFolder}/`, root);
  const engineAssets = (await filesIn(engine)).map((name) => ({
    from: new URL(name, engine),
    to: name === serviceWorker.from ? serviceWorker.to : `engine/${name}`,
  }));
  const layerAssets = (await filesIn(layers))
    .filter((name) => /\.(?:js|json|txt|wasm|bin)$/.test(name))
    .map((name) => ({ from: new URL(name, layers), to: `layers/${name}` }));
  return [...engineAssets, ...layerAssets];
}

const missing = async (root: URL): Promise<string[]> => {
  const needed = [`${engineFolder}/${serviceWorker.from}`, `${layersFolder}/manifest.json`];
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
        server.middlewares.use(`/${serviceWorker.to}`, (request, response, next) => {
          request.url = `/${serviceWorker.from}`;
          engine(request, response, next);
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
        const assets = await builtAssets(root);
        await Promise.all(
          assets.map(({ from, to }) => cp(from, new URL(to, dir), { recursive: true })),
        );
        logger.info(`${assets.length} files of the engine and its layers copied.`);
      },
    },
  };
}
