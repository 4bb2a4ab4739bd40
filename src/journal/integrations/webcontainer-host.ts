import type { AstroIntegration } from 'astro';

/** The path that `@webcontainer/api` asks the host's origin for. */
const path = '/headless';

/** Adds the page that stands in for StackBlitz's: `src/webcontainer-host/README.md`. */
export function webcontainerHost(): AstroIntegration {
  return {
    name: 'journal:webcontainer-host',
    hooks: {
      'astro:config:setup': ({ injectRoute }) => {
        injectRoute({ pattern: path, entrypoint: './src/webcontainer-host/host.astro' });
      },
      'astro:server:setup': ({ server }) => {
        // Static hosts redirect to the folder; the dev server would say that there is no such page.
        server.middlewares.use((request, _response, next) => {
          if (request.url?.split('?', 1)[0] === path) {
            request.url = `${path}/${request.url.slice(path.length)}`;
          }
          next();
        });
      },
    },
  };
}
