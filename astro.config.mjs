// @ts-check
import sitemap from '@astrojs/sitemap';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { dayChecks } from './src/journal/checks/integration.ts';
import { isIndexed } from './src/journal/crawlers/indexed.ts';
import { dateEntries } from './src/journal/crawlers/last-modified.ts';
import { publishedFeeds } from './src/journal/feeds/feed-files.ts';
import { feeds } from './src/journal/feeds/integration.ts';
import { contentSecurityPolicy } from './src/journal/integrations/content-security-policy.ts';
import { exampleReload } from './src/journal/integrations/example-reload.ts';
import { isolationHeaders } from './src/journal/integrations/isolation-headers.ts';
import { lazySearch } from './src/journal/integrations/lazy-search.ts';
import { mdxComponents } from './src/journal/integrations/mdx-components.ts';
import { staticAssets } from './src/journal/integrations/static-assets.ts';
import { webcontainerHost } from './src/journal/integrations/webcontainer-host.ts';
import { offlineReading } from './src/journal/offline/integration.ts';
import { personCheck } from './src/journal/person/integration.ts';
import { framedOrigins, site, sitePath } from './src/journal/site.ts';

const component = (/** @type {string} */ name) => `./src/journal/components/${name}.astro`;
const frame = (/** @type {string} */ name) => `./src/journal/frame/${name}.astro`;

/** @param {'link' | 'meta'} name @param {Record<string, string>} attrs */
const tag = (name, attrs) => ({ tag: name, attrs });

export default defineConfig({
  ...(site.url ? { site: site.url } : {}),
  base: site.base,
  trailingSlash: 'always',
  // For two builds with different settings at the same time, as in the browser tests.
  ...(process.env.ASTRO_CACHE_DIR ? { cacheDir: process.env.ASTRO_CACHE_DIR } : {}),
  server: { headers: isolationHeaders },
  devToolbar: { enabled: false },
  // A page's own scripts and styles are files, which a reader's browser keeps from page to page.
  build: { inlineStylesheets: 'never' },
  vite: {
    define: { 'import.meta.env.WEBCONTAINER_HOST': JSON.stringify(site.webcontainerHost) },
    environments: {
      client: {
        build: {
          rolldownOptions: {
            // Astro's name of a component's script says of which kind it is, a dozen times a page.
            output: {
              entryFileNames: ({ name }) =>
                `_astro/${name.replace(/\.astro_astro_type_script.*$/, '')}.[hash].js`,
            },
          },
        },
      },
    },
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Astro marks the modules of MDX pages with a directive for itself; Rolldown warns at each.
        checks: { moduleLevelDirective: false },
      },
    },
  },
  integrations: [
    dayChecks(),
    personCheck(),
    mdxComponents(),
    exampleReload(),
    lazySearch(),
    staticAssets(),
    offlineReading(),
    webcontainerHost(),
    contentSecurityPolicy(framedOrigins(site)),
    feeds(),
    ...(site.url
      ? [
          sitemap({
            filter: isIndexed,
            serialize: dateEntries(process.cwd(), site.base, site.schedule),
          }),
        ]
      : []),
    starlight({
      title: site.title,
      description: site.description,
      favicon: '/favicon.svg',
      disable404Route: true,
      head: [
        ...(site.previewOrigin
          ? [tag('meta', { name: 'preview-origin', content: site.previewOrigin })]
          : []),
        ...publishedFeeds.map(({ label: title, type, path }) =>
          tag('link', { rel: 'alternate', type, title, href: sitePath(path) }),
        ),
      ],
      // src/journal/frame/Sidebar.astro shows its own; the order of pages is in src/journal/route-data.ts.
      sidebar: [],
      routeMiddleware: './src/journal/route-data.ts',
      // The list of headings beside the text leads to them.
      markdown: { processedDirs: ['./content'], headingLinks: false },
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
        Hero: './src/journal/home/Hero.astro',
        PageTitle: component('PageTitle'),
        Search: component('Search'),
        SiteTitle: component('SiteTitle'),
        Footer: component('Footer'),
        ThemeSelect: component('ThemeSelect'),
        ThemeProvider: frame('ThemeProvider'),
        LanguageSelect: frame('LanguageSelect'),
        Sidebar: frame('Sidebar'),
        Pagination: frame('Pagination'),
      },
    }),
  ],
});
