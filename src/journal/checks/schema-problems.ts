/** What a Zod schema objects to, as problems that name the file, the field and the remedy. */
import type { z } from 'astro/zod';
import type { Problem } from './problem.ts';

export interface CheckedFile {
  /** Path from the root of the repository. */
  file: string;
  /** The schema's fields; what each is for is its description. */
  fields: Readonly<Record<string, { description?: string | undefined }>>;
  /** What the fields belong to, as the subject of "… are: title, day". */
  whose: string;
}

function remedyFor(field: string, { fields, whose }: CheckedFile): string {
  const help = Object.hasOwn(fields, field) ? fields[field]?.description : undefined;
  return help
    ? `The field is: ${help}.`
    : `${whose} fields are: ${Object.keys(fields).join(', ')}.`;
}

function messageOfIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'the field is missing.';
  if (issue.code === 'invalid_value') {
    return `${JSON.stringify(issue.input)} is not one of: ${issue.values.join(', ')}.`;
  }
  return `${issue.message}.`;
}

function problemsOfIssue(issue: z.core.$ZodIssue, checked: CheckedFile): Problem[] {
  const { file } = checked;
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The last alternative is the real one; those before it say that nothing may stand there.
    return issue.errors
      .at(-1)!
      .flatMap((inner) =>
        problemsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }, checked),
      );
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      file,
      field: [...issue.path, key].join('.'),
      message: 'there is no such field.',
      remedy: remedyFor(String(issue.path[0] ?? ''), checked),
    }));
  }
  return [
    {
      file,
      field: issue.path.join('.'),
      message: messageOfIssue(issue),
      remedy: remedyFor(String(issue.path[0] ?? ''), checked),
    },
  ];
}

/** @param error Of a parse with `reportInput`, which the messages quote. */
export const schemaProblems = (error: z.ZodError, checked: CheckedFile): Problem[] =>
  error.issues.flatMap((issue) => problemsOfIssue(issue, checked));
