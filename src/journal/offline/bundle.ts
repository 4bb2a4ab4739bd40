/** Makes the site's service worker, `src/service-worker/main.ts`, for one build of the site. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { immutablePaths, isolationHeaders } from '../integrations/isolation-headers.ts';

export interface ServiceWorkerBuild {
  /** The root of the repository. */
  root: URL;
  /** Where the built engine lies. */
  engine: URL;
  /** As of the site's configuration. */
  previewOrigin: string | undefined;
}

async function bundle(entry: URL, define: Record<string, string> = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['chrome123', 'firefox128', 'safari17.4'],
    minify: true,
    legalComments: 'none',
    define,
  });
  return outputFiles[0]!.text;
}

/** @returns The text of the script, which belongs at the root of the site. */
export async function bundleServiceWorker({
  root,
  engine,
  previewOrigin = '',
}: ServiceWorkerBuild): Promise<string> {
  const injected = await bundle(new URL('src/engine/preview/injected.ts', root));
  const names = (await readdir(engine)).filter((name) => /\.[0-9a-f]{8,}\.(?:js|wasm)$/.test(name));
  return bundle(new URL('src/service-worker/main.ts', root), {
    __INJECTED_SCRIPT__: JSON.stringify(injected),
    __SITE__: JSON.stringify({
      PREVIEW_ORIGIN: previewOrigin,
      RESPONSE_HEADERS: isolationHeaders,
      IMMUTABLE: immutablePaths,
      ENGINE_FILES: names.sort().map((name) => `engine/${name}`),
    }),
  });
}
