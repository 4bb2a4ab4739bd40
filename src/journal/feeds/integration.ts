import type { AstroIntegration } from 'astro';
import { feedFiles, publishedFeeds } from './feed-files.ts';

/** Adds the feeds to a site that has an address. */
export function feeds(): AstroIntegration {
  return {
    name: 'journal:feeds',
    hooks: {
      'astro:config:setup': ({ injectRoute, logger }) => {
        if (publishedFeeds.length === 0) {
          logger.info('No feeds and no sitemap: these need SITE_URL, the address of the site.');
          return;
        }
        for (const [name, { path }] of Object.entries(feedFiles)) {
          injectRoute({ pattern: `/${path}`, entrypoint: `./src/journal/feeds/routes/${name}.ts` });
        }
      },
    },
  };
}
