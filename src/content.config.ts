import { defineCollection } from 'astro:content';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { pageId } from './journal/page-id.ts';
import { heldBackWriteUps } from './journal/publishing/held-back.ts';
import { daySchema, pageSchema } from './journal/schemas/day.ts';
import { uiStrings } from './journal/ui-strings.ts';

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: './content',
      // An author sees the days to come in the dev server; a build does not know of them at all.
      pattern: [
        '**/[^_]*.{md,mdx}',
        ...(import.meta.env.DEV ? [] : heldBackWriteUps().map((file) => `!${file}`)),
      ],
      generateId: ({ entry }) => pageId(entry),
    }),
    schema: docsSchema({ extend: z.union([daySchema, pageSchema]) }),
  }),
  i18n: defineCollection({
    loader: () => [{ id: 'en', ...uiStrings }],
    schema: i18nSchema(),
  }),
};
