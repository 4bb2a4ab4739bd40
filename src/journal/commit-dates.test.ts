import { expect, it } from 'vitest';
import { parseCommitDates } from './commit-dates.ts';

it.each<[string, string, [string, number][]]>([
  ['nothing', '', []],
  [
    'one commit',
    't:10\n\na.mdx\nb.mdx\n',
    [
      ['a.mdx', 10],
      ['b.mdx', 10],
    ],
  ],
  [
    'the newest of several',
    't:20\n\na.mdx\n\nt:10\n\na.mdx\nb.mdx\n',
    [
      ['a.mdx', 20],
      ['b.mdx', 10],
    ],
  ],
])('parseCommitDates: %s', (_, log, seconds) => {
  expect([...parseCommitDates(log)].map(([path, date]) => [path, date.getTime() / 1000])).toEqual(
    seconds,
  );
});
