import { defineCollection } from 'astro:content';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { pageId } from './journal/page-id.ts';
import { daySchema, pageSchema } from './journal/schemas/day.ts';
import { uiStrings } from './journal/ui-strings.ts';

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: './content',
      pattern: '**/[^_]*.{md,mdx}',
      generateId: ({ entry }) => pageId(entry),
    }),
    schema: docsSchema({ extend: z.union([daySchema, pageSchema]) }),
  }),
  i18n: defineCollection({
    loader: () => [{ id: 'en', ...uiStrings }],
    schema: i18nSchema(),
  }),
};
