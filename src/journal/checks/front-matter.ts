import { docsSchema } from '@astrojs/starlight/schema';
import type { SchemaContext } from 'astro:content';
import { z } from 'astro/zod';
import { parseDocument } from 'yaml';
import { daySchema, type DayData } from '../schemas/day.ts';
import type { Problem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';

// The schema that Astro applies later, so that nothing passes here and fails there with a message
// that names no remedy. Starlight asks for `image` only for fields that a write-up does not use.
const schema = docsSchema({ extend: daySchema })({
  image: () => z.any(),
} as unknown as SchemaContext);

const frontMatter = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

export type FrontMatter = { data: DayData; problems: [] } | { data?: never; problems: Problem[] };

/**
 * Reads and checks the front matter of a write-up.
 *
 * @param file Path from the root of the repository, for messages.
 * @param text The whole MDX file.
 */
export function readFrontMatter(file: string, text: string): FrontMatter {
  const yaml = frontMatter.exec(text)?.[1];
  if (yaml === undefined) {
    const message = 'there is no front matter.';
    return {
      problems: [{ file, message, remedy: 'Begin the file with fields between two --- lines.' }],
    };
  }
  const document = parseDocument(yaml);
  const [error] = document.errors;
  if (error) {
    const message = `the front matter is not valid YAML: ${error.message.trim().split('\n')[0]}`;
    return {
      problems: [
        { file, message, remedy: 'Quote texts that contain a colon or begin with a symbol.' },
      ],
    };
  }
  const parsed = schema.safeParse(document.toJS() ?? {}, { reportInput: true });
  if (!parsed.success) {
    const checked = { file, fields: daySchema.shape, whose: "A write-up's" };
    return { problems: schemaProblems(parsed.error, checked) };
  }
  return { data: parsed.data as DayData, problems: [] };
}
