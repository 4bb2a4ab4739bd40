import { describe, expect, it } from 'vitest';
import type { DayData } from '../schemas/day.ts';
import { checkDays } from './check-days.ts';
import type { ExampleFolder, ProjectFacts, WriteUp } from './project-facts.ts';

const data: DayData = {
  title: 'Files and streams',
  description: 'Stream a file.',
  day: 4,
  phase: 0,
  skills: ['node'],
  packages: ['express'],
  entry: 'app.ts',
  sources: [],
  fieldNotes: [],
};

interface Changes {
  data?: Partial<DayData>;
  writeUp?: Partial<WriteUp>;
  example?: Partial<ExampleFolder>;
  facts?: Partial<ProjectFacts>;
}

const project = (changes: Changes = {}): ProjectFacts => ({
  writeUps: [
    {
      file: 'content/day-004.mdx',
      fileDay: 4,
      frontMatter: { data: { ...data, ...changes.data }, problems: [] },
      hasRunner: true,
      databaseTags: [],
      codeTags: [{ tag: '<Code />', file: 'app.ts', region: 'a' }],
      ...changes.writeUp,
    },
  ],
  examples: [
    {
      folder: 'examples/day4',
      day: 4,
      files: new Map([
        ['app.ts', '// #region a\nx\n// #endregion\n'],
        ['requests.http', 'GET /\n'],
      ]),
      ...changes.example,
    },
  ],
  packages: new Set(['express']),
  ...changes.facts,
});

it('finds nothing wrong with a sound day', () => {
  expect(checkDays(project())).toEqual([]);
});

describe('finds', () => {
  it.each<[string, Changes, string, string | undefined, RegExp]>([
    [
      'a database that the text does not explain',
      {
        example: {
          files: new Map([
            [
              'app.ts',
              `// #region a\nimport { redis } from '../databases/redis/index.ts';\n// #endregion`,
            ],
            ['requests.http', 'GET /\n'],
          ]),
        },
      },
      'content/day-004.mdx',
      undefined,
      /databases\/redis/,
    ],
    [
      'another day than the name says',
      { data: { day: 5 } },
      'content/day-004.mdx',
      'day',
      /it is 5.*says 4/,
    ],
    [
      'another title',
      { data: { title: 'Streams' } },
      'content/day-004.mdx',
      'title',
      /"Files and streams"/,
    ],
    ['another phase', { data: { phase: 3 } }, 'content/day-004.mdx', 'phase', /in phase 0/],
    [
      'an entry that is not there',
      { data: { entry: 'server.ts' } },
      'content/day-004.mdx',
      'entry',
      /no examples\/day4\/server\.ts/,
    ],
    [
      'a package that is not installed',
      { data: { packages: ['express', 'zod'] } },
      'content/day-004.mdx',
      'packages',
      /"zod"/,
    ],
    [
      'no requests',
      { writeUp: { codeTags: [] }, example: { files: new Map([['app.ts', '']]) } },
      'examples/day4/requests.http',
      undefined,
      /missing/,
    ],
    [
      'no runner in the text',
      { writeUp: { hasRunner: false } },
      'content/day-004.mdx',
      undefined,
      /no runner/,
    ],
    [
      'a region that is not there',
      { writeUp: { codeTags: [{ tag: '<Code />', file: 'app.ts', region: 'b' }] } },
      'content/day-004.mdx',
      undefined,
      /no region "b"/,
    ],
    [
      'code of a file that is not there',
      { writeUp: { codeTags: [{ tag: '<Code />', file: 'b.ts', region: undefined }] } },
      'content/day-004.mdx',
      undefined,
      /no text file examples\/day4\/b\.ts/,
    ],
    [
      'code of no file',
      { writeUp: { codeTags: [{ tag: '<Code />', file: undefined, region: 'a' }] } },
      'content/day-004.mdx',
      undefined,
      /names no file/,
    ],
    [
      'a write-up without an example',
      { facts: { examples: [] } },
      'content/day-004.mdx',
      undefined,
      /no examples\/day4\//,
    ],
    [
      'an example without a write-up',
      { facts: { writeUps: [] } },
      'examples/day4/',
      undefined,
      /no content\/day-004\.mdx/,
    ],
    [
      'a name that is not of a day',
      { writeUp: { file: 'content/day-4.mdx', fileDay: undefined }, facts: { examples: [] } },
      'content/day-4.mdx',
      undefined,
      /name is not that of a day/,
    ],
    [
      'a day after the last',
      { writeUp: { file: 'content/day-100.mdx', fileDay: 100 }, facts: { examples: [] } },
      'content/day-100.mdx',
      undefined,
      /name is not that of a day/,
    ],
    [
      'no examples/package.json',
      { data: { packages: [] }, facts: { packages: undefined } },
      'examples/package.json',
      undefined,
      /missing/,
    ],
  ])('%s', (_, changes, file, field, message) => {
    const problems = checkDays(project(changes));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.file).toBe(file);
    expect(problems[0]?.field).toBe(field);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.remedy).toMatch(/\w/);
  });

  it('the problems of the front matter', () => {
    const problem = { file: 'content/day-004.mdx', field: 'day', message: 'm', remedy: 'r' };
    const writeUp = { frontMatter: { problems: [problem] } };
    expect(checkDays(project({ writeUp }))).toEqual([problem]);
  });
});
