import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newestCommitDates, parseCommitDates } from './commit-dates.ts';

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

it('newestCommitDates has no dates where the history is cut off', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'history-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [whole, shallow] = [join(folder, 'whole'), join(folder, 'shallow')];
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args]);
  git('init', '-q', whole);
  for (const name of ['a', 'b']) {
    await writeFile(join(whole, name), name);
    git('-C', whole, 'add', '.');
    git('-C', whole, 'commit', '-qm', name);
  }
  git('clone', '-q', '--depth', '1', `file://${whole}`, shallow);
  expect([...(await newestCommitDates(whole, 'a', 'b')).keys()].sort()).toEqual(['a', 'b']);
  expect(await newestCommitDates(shallow, 'a', 'b')).toEqual(new Map());
});
