import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { unsetWarning } from './integration.ts';
import { isPresentable, parsePerson, personFile, PersonError, readPerson } from './person.ts';
import { detailFields } from './schema.ts';

const problemOf = (yaml: string): string => {
  try {
    parsePerson(yaml);
  } catch (error) {
    expect(error).toBeInstanceOf(PersonError);
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
};

describe('parsePerson', () => {
  test.each(['', '# nothing but a comment', 'name:\nlinks:\nfeatured:\n'])(
    'takes %j for a person of whom nothing is known',
    (yaml) => {
      const person = parsePerson(yaml);
      expect(person).toEqual({ unset: detailFields });
      expect(isPresentable(person)).toBe(false);
    },
  );

  test('gives the fields that are set, and tells those left out from those still empty', () => {
    const person = parsePerson(`
name: Ada Example
headline: Backend developer
photo: none
email: ada@example.org
links:
  - label: Code
    url: https://example.org/ada
featured: [9, 34, 48]
`);
    expect(person).toEqual({
      name: 'Ada Example',
      headline: 'Backend developer',
      email: 'ada@example.org',
      links: [{ label: 'Code', url: 'https://example.org/ada' }],
      featured: [9, 34, 48],
      unset: ['location', 'availability'],
    });
    expect(isPresentable(person)).toBe(true);
  });

  test.each([
    ['name: [', /person\.yaml: it is not valid YAML/],
    ['nmae: Ada', /› nmae: there is no such field\.\n.*fields are: name, headline/],
    ['name: none of your business\nemail: ada', /› email: .*email address/],
    ['featured: [9]', /› featured: Name three to five days/],
    ['featured: [9, 9, 1]', /› featured: A day is named twice/],
    ['featured: [9, 1, 100]', /› featured\.2: /],
    ['links: [{ label: Code, url: "javascript:alert(1)" }]', /› links.*https:\/\//s],
    ['photo: ../secret.png', /› photo: .*beside this one/],
    ['name: 3', /› name: Invalid input: expected string/],
    ['links: [{ lable: Code }]', /› links\.0\.lable: there is no such field/],
    ['- a list', /person\.yaml/],
  ])('refuses %j, and says what to write', (yaml, expected) => {
    expect(problemOf(yaml)).toMatch(expected);
  });
});

describe('readPerson', () => {
  let root: string | undefined;
  afterEach(async () => {
    if (root) await rm(root, { recursive: true });
    root = undefined;
  });

  async function rootWith(yaml?: string): Promise<string> {
    root = await mkdtemp(join(tmpdir(), 'person-'));
    await mkdir(join(root, 'content'));
    if (yaml !== undefined) await writeFile(join(root, personFile), yaml);
    return root;
  }

  test('knows nobody without the file', async () => {
    expect(readPerson(await rootWith()).unset).toEqual(detailFields);
  });

  test('refuses a photo that is not there', async () => {
    const root = await rootWith('photo: me.jpg');
    expect(() => readPerson(root)).toThrow(/› photo: there is no me\.jpg/);
    await writeFile(join(root, 'content/me.jpg'), '');
    expect(readPerson(root).photo).toBe('me.jpg');
  });

  test('the file in the repository explains every field and can be read', async () => {
    const yaml = await readFile(personFile, 'utf8');
    for (const field of [...detailFields, 'featured'])
      expect(yaml).toMatch(new RegExp(`^# .*\\n(#.*\\n)*${field}:`, 'm'));
    expect(() => readPerson()).not.toThrow();
  });
});

test.each([
  [[], false, undefined],
  [['name'], false, /^content\/person\.yaml: name is not set\. .*nothing links to it/],
  [['email', 'photo'], true, /: email, photo are not set\. .*`none` leaves a field out/],
])('reminds of %j', (unset, isLinked, expected) => {
  const warning = unsetWarning(unset, isLinked);
  if (expected) expect(warning).toMatch(expected);
  else expect(warning).toBeUndefined();
});
