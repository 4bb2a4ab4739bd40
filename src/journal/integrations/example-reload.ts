import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Reloads the page in the dev server when an example changes: no module imports those files. */
export function exampleReload(): AstroIntegration {
  let examples: string;
  return {
    name: 'journal:example-reload',
    hooks: {
      'astro:config:done': ({ config }) => {
        examples = fileURLToPath(new URL('examples/', config.root));
      },
      'astro:server:setup': ({ server }) => {
        server.watcher.add(`${examples}`);
        server.watcher.on('all', (_event, path) => {
          if (path.startsWith(`${examples}day`)) server.ws.send({ type: 'full-reload' });
        });
      },
    },
  };
}
