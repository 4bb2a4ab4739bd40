import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** The package that Starlight's search imports. */
const pagefindUi = '@pagefind/default-ui';
const virtual = 'virtual:pagefind-ui';

/** Puts `search/lazy-pagefind-ui.ts` in the place of Pagefind's interface, which that one loads later. */
export function lazySearch(): AstroIntegration {
  return {
    name: 'journal:lazy-search',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        const standIn = fileURLToPath(new URL('journal/search/lazy-pagefind-ui.ts', config.srcDir));
        let starlight: string | undefined;
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'journal:lazy-search',
                enforce: 'pre',
                resolveId(id, importer) {
                  // As a dependency of Starlight's, it is found from there.
                  if (id === virtual)
                    return this.resolve(pagefindUi, starlight, { skipSelf: true });
                  if (id !== pagefindUi) return undefined;
                  starlight = importer;
                  return standIn;
                },
              },
            ],
          },
        });
      },
    },
  };
}
