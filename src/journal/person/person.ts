/** The author, from `content/person.yaml`. Nothing is made up for a field that is empty. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { formatProblem, type Problem } from '../checks/problem.ts';
import { schemaProblems } from '../checks/schema-problems.ts';
import { detailFields, leftOut, personSchema, type PersonFields } from './schema.ts';

/** Where the author writes it, from the root of the repository; `PERSON_FILE` names another, for tests. */
export const personFile = process.env.PERSON_FILE || 'content/person.yaml';

type Detail = (typeof detailFields)[number];
type Filled<T> = Exclude<T, null | typeof leftOut>;

/** The fields that say something. */
export type Person = { [K in Detail]?: Filled<PersonFields[K]> } & {
  /** Days that are to be shown first, in this order. */
  featured?: readonly number[];
  /** Fields that are still to be filled in, or left out by `none`. */
  unset: readonly Detail[];
};

/** A `person.yaml` that cannot be used; its message names each field and what to write. */
export class PersonError extends Error {
  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n\n'));
    this.name = 'PersonError';
  }
}

const toPerson = (fields: PersonFields): Person => {
  const unset = detailFields.filter((name) => fields[name] === null);
  const set = detailFields.filter((name) => fields[name] !== null && fields[name] !== leftOut);
  return {
    ...Object.fromEntries(set.map((name) => [name, fields[name]])),
    ...(fields.featured && { featured: fields.featured }),
    unset,
  };
};

/**
 * Reads what an author has written.
 *
 * @param yaml The whole file.
 * @param file Its path, for messages.
 * @throws PersonError
 */
export function parsePerson(yaml: string, file = personFile): Person {
  const document = parseDocument(yaml);
  const [error] = document.errors;
  if (error) {
    const message = `it is not valid YAML: ${error.message.trim().split('\n')[0]}`;
    const remedy = 'Quote texts that contain a colon or begin with a symbol.';
    throw new PersonError([{ file, message, remedy }]);
  }
  const parsed = personSchema.safeParse(document.toJS() ?? {}, { reportInput: true });
  if (parsed.success) return toPerson(parsed.data);
  const checked = { file, fields: personSchema.shape, whose: "A person's" };
  throw new PersonError(schemaProblems(parsed.error, checked));
}

/** Path of the photo, which lies beside the file that names it. */
export const photoPath = (photo: string, root = process.cwd()): string =>
  join(root, personFile, '..', photo);

/**
 * Without the file nobody is named, and every field is unset.
 *
 * @param root The root of the repository.
 * @throws PersonError
 */
export function readPerson(root = process.cwd()): Person {
  const path = join(root, personFile);
  const person = parsePerson(existsSync(path) ? readFileSync(path, 'utf8') : '');
  if (person.photo && !existsSync(photoPath(person.photo, root))) {
    const remedy = 'Put the picture beside it, or write `none`.';
    const message = `there is no ${person.photo} in the same folder.`;
    throw new PersonError([{ file: personFile, field: 'photo', message, remedy }]);
  }
  return person;
}

/** Whether the portfolio can be shown to somebody: it says at least whose it is. */
export const isPresentable = ({ name }: Person): boolean => name !== undefined;
