/** The front matter of a day's write-up, beside the fields that every Starlight page has. */
import { z } from 'astro/zod';
import { enginePreferences } from '../../container/engine.ts';
import { skills } from '../curriculum.ts';

export const lastDay = 99;

const source = z.strictObject({
  title: z.string().min(1).describe('Name of the source, as its publisher gives it'),
  url: z
    .url()
    .describe('Address of the source: a specification, a reference, primary documentation'),
});

export const daySchema = z.strictObject({
  title: z.string().min(1).describe("Title of the day, word for word the curriculum's"),
  description: z
    .string()
    .min(1)
    .describe('One sentence that says what the reader will be able to do; shown under the title'),
  day: z
    .int()
    .min(0)
    .max(lastDay)
    .describe('Number of the day, 0 to 99; the same as in the file name `day-NNN.mdx`'),
  phase: z.int().min(0).max(9).describe('Number of the phase, 0 to 9: the tens digit of the day'),
  skills: z
    .array(z.enum(skills))
    .min(1)
    .describe("What the day trains: tags from the curriculum's list"),
  packages: z
    .array(z.string().min(1))
    .describe(
      'npm packages that the example imports; each is a dependency in examples/package.json',
    ),
  entry: z
    .string()
    .min(1)
    .default('app.ts')
    .describe("File in the example's folder that `node` is started with"),
  engine: z
    .enum(enginePreferences)
    .optional()
    .describe(
      "What runs the example where the reader has not chosen: `embedded`, `webcontainers`, or `auto` for WebContainers with the embedded engine in reserve; left out, it is the site's default",
    ),
  sources: z.array(source).default([]).describe('Primary sources, listed at the end of the page'),
  fieldNotes: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Notes from the author's own practice, one paragraph each; left out where there are none",
    ),
});
export type DayData = z.infer<typeof daySchema>;

/** Pages that are not a day, such as the home page. `day` is what tells the two apart. */
export const pageSchema = z.strictObject({
  day: z.undefined().optional().describe('Only a write-up has a day'),
});
