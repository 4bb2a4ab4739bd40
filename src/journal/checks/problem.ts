/** Something in the project that stops the build, said so that the author can mend it at once. */
export interface Problem {
  /** Path from the root of the repository. */
  file: string;
  /** The front matter field at fault, where it is one. */
  field?: string;
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** @example formatProblem(p) // => 'content/day-004.mdx › skills: "sqll" is not a skill.\n    Use one of …' */
export const formatProblem = ({ file, field, message, remedy }: Problem): string =>
  `${file}${field ? ` › ${field}` : ''}: ${message}\n    ${remedy}`;
