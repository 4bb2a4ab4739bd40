import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtFrom, readVerified, standingOf, verifiedFile, type Git } from './verified.ts';

const record = {
  commit: 'a'.repeat(40),
  date: '2026-11-23T10:00:00.000Z',
  steps: [
    { id: 'unit', name: 'unit tests', passed: 20, skipped: 0 },
    { id: 'browser', name: 'browser tests', passed: 3, skipped: 1 },
  ],
};

describe('readVerified', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'verified-'));
    await mkdir(join(root, '.cache'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it.each([
    ['a record', JSON.stringify(record), record],
    ['no file', undefined, undefined],
    ['a file that is no JSON', '{', undefined],
    ['a short commit', JSON.stringify({ ...record, commit: 'abc' }), undefined],
    ['no steps', JSON.stringify({ ...record, steps: undefined }), undefined],
  ])('%s', async (_, text, expected) => {
    if (text !== undefined) await writeFile(join(root, verifiedFile), text);
    expect(await readVerified(root)).toEqual(expected);
  });
});

describe('standingOf', () => {
  const git =
    (answers: Record<string, string | undefined>): Git =>
    (command) =>
      Promise.resolve(answers[command!]);

  it.each([
    ['the same commit', { 'merge-base': '', 'rev-list': '0', status: '' }, 0, false],
    ['later, and changed', { 'merge-base': '', 'rev-list': '2', status: ' M x' }, 2, true],
  ])('%s', async (_, answers, newer, isChanged) => {
    expect(await standingOf(record, git(answers))).toEqual({
      record,
      passed: 23,
      newer,
      isChanged,
    });
  });

  it.each([
    ['a commit of another line', { 'rev-list': '2', status: '' }],
    ['no repository', {}],
  ])('says nothing of %s', async (_, answers) => {
    expect(await standingOf(record, git(answers))).toBeUndefined();
  });
});

it.each([
  [0, false, 'This site is built from that commit.'],
  [0, true, 'This site is built from it with changes that are not committed.'],
  [1, false, 'This site is built from 1 commit later.'],
  [3, true, 'This site is built from 3 commits later, with changes that are not committed.'],
])('builtFrom(%i, %s)', (newer, isChanged, words) => {
  expect(builtFrom({ newer, isChanged })).toBe(words);
});
