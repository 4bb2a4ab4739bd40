// @ts-check
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { dayChecks } from './src/journal/checks/integration.ts';
import { exampleReload } from './src/journal/integrations/example-reload.ts';
import { isolationHeaders } from './src/journal/integrations/isolation-headers.ts';
import { mdxComponents } from './src/journal/integrations/mdx-components.ts';
import { staticAssets } from './src/journal/integrations/static-assets.ts';
import { site } from './src/journal/site.ts';

const component = (/** @type {string} */ name) => `./src/journal/components/${name}.astro`;

export default defineConfig({
  ...(site.url ? { site: site.url } : {}),
  base: site.base,
  trailingSlash: 'always',
  server: { headers: isolationHeaders },
  devToolbar: { enabled: false },
  vite: {
    build: {
      rolldownOptions: {
        // Astro marks the modules of MDX pages with a directive for itself; Rolldown warns at each.
        checks: { moduleLevelDirective: false },
      },
    },
  },
  integrations: [
    dayChecks(),
    mdxComponents(),
    exampleReload(),
    staticAssets(),
    starlight({
      title: site.title,
      description: site.description,
      favicon: '/favicon.svg',
      disable404Route: true,
      // Sidebar and page order come from the written days: src/journal/route-data.ts.
      sidebar: [],
      routeMiddleware: './src/journal/route-data.ts',
      markdown: { processedDirs: ['./content'] },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      social: site.repository
        ? [{ icon: 'github', label: 'Source code', href: site.repository }]
        : [],
      customCss: [
        './src/journal/styles/tokens.css',
        './src/journal/styles/frame.css',
        './src/journal/styles/prose.css',
      ],
      components: {
        PageTitle: component('PageTitle'),
        Search: component('Search'),
        SiteTitle: component('SiteTitle'),
        Footer: component('Footer'),
      },
    }),
  ],
});
