import { describe, expect, it } from 'vitest';
import { readFrontMatter } from './front-matter.ts';

const file = 'content/day-004.mdx';
const valid = {
  title: 'title: Files and streams',
  description: 'description: Stream a file.',
  day: 'day: 4',
  phase: 'phase: 0',
  skills: 'skills: [node, performance]',
  packages: 'packages: [express]',
};
type Line = keyof typeof valid | 'extra';
const withLines = (changes: Partial<Record<Line, string>>): string =>
  `---\n${Object.values({ ...valid, ...changes })
    .filter(Boolean)
    .join('\n')}\n---\n\nText\n`;

it('gives the data of a valid write-up, defaults filled in', () => {
  expect(readFrontMatter(file, withLines({})).data).toMatchObject({
    title: 'Files and streams',
    day: 4,
    entry: 'app.ts',
    sources: [],
    fieldNotes: [],
  });
});

it("allows Starlight's own fields", () => {
  expect(readFrontMatter(file, withLines({ extra: 'draft: true' })).problems).toEqual([]);
});

describe('names the field and the remedy', () => {
  it.each<[string, Partial<Record<Line, string>>, string, RegExp, RegExp]>([
    ['a missing field', { description: '' }, 'description', /missing/, /what the reader/],
    ['a wrong type', { day: 'day: four' }, 'day', /expected/i, /0 to 99/],
    [
      'an unknown skill',
      { skills: 'skills: [node, sqll]' },
      'skills.1',
      /"sqll" is not one of: node/,
      /curriculum/,
    ],
    [
      'an unknown field',
      { extra: 'skils: []' },
      'skils',
      /no such field/,
      /title, description, day/,
    ],
    ['a day out of range', { day: 'day: 100' }, 'day', /99/, /0 to 99/],
    [
      'a bad address',
      { extra: 'sources: [{title: x, url: nope}]' },
      'sources.0.url',
      /URL/,
      /Primary sources/,
    ],
    [
      'a part with an unknown key',
      { extra: 'sources: [{title: x, url: "https://a.example", by: y}]' },
      'sources.0.by',
      /no such field/,
      /Primary sources/,
    ],
  ])('%s', (_, changes, field, message, remedy) => {
    const { problems } = readFrontMatter(file, withLines(changes));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file, field });
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.remedy).toMatch(remedy);
  });
});

it.each([
  ['no front matter', 'Text\n', /no front matter/],
  ['broken YAML', '---\ntitle: a: b\n---\n', /not valid YAML/],
])('reports %s', (_, text, message) => {
  expect(readFrontMatter(file, text).problems[0]?.message).toMatch(message);
});
