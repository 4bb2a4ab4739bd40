/** `content/person.yaml`: who the author is, as far as they want to say it. */
import { z } from 'astro/zod';
import { lastDay } from '../schemas/day.ts';

/** What an author writes for a field that is to stay off the page; an empty one is still to be filled in. */
export const leftOut = 'none';

/** A field of the person: `undefined` where it is still empty, `none` where it is left out on purpose. */
const field = <T extends z.ZodType>(schema: T, description: string) =>
  z
    .union([z.null(), z.literal(leftOut), schema])
    .default(null)
    .describe(`${description}; \`none\` keeps it off the page`);

const text = z.string().trim().min(1).max(120);

const link = z.strictObject({
  label: text.describe('What the link leads to, for instance GitHub'),
  url: z.url({ protocol: /^https$/, error: 'Write an address that begins with https://' }),
});

/** Fields that a recruiter looks for: each is filled in, left out on purpose, or shown as not set. */
const details = {
  name: z
    .union([z.null(), text])
    .default(null)
    .describe(
      'Your name, as it should stand on the page; the page counts as unfinished without it',
    ),
  headline: field(text, 'What you do, in one line, for instance Backend developer'),
  location: field(text, 'Where you are, for instance Lisbon, Portugal'),
  availability: field(text, 'From when, where and how you can work'),
  email: field(
    z.email({ error: 'It is not an email address, such as name@example.org' }),
    'Address that recruiters write to',
  ),
  links: field(
    z.array(link).min(1).max(6),
    'Other places, each with a label and an https:// address',
  ),
  photo: field(
    z.string().regex(/^[\w.-]+\.(jpe?g|png|webp|avif)$/i, {
      error: 'Name a .jpg, .png, .webp or .avif file that lies beside this one in content/',
    }),
    'File beside this one, at least 320 pixels wide and high',
  ),
};

export const detailFields = Object.keys(details) as readonly (keyof typeof details)[];

export const personSchema = z.strictObject({
  ...details,
  featured: z
    .array(z.int().min(0).max(lastDay))
    .min(3, { error: 'Name three to five days, or leave the list empty' })
    .max(5, { error: 'Name three to five days, or leave the list empty' })
    .refine((days) => new Set(days).size === days.length, { error: 'A day is named twice' })
    .nullable()
    .default(null)
    .describe(
      'Numbers of the three to five days that the page shows first; left empty, projects and the days with the most skills are taken',
    ),
});
export type PersonFields = z.infer<typeof personSchema>;
