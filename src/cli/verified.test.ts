import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gitIn, readVerified, standingOf } from '../journal/figures/verified.ts';
import { cleanCommit, recordRun } from './verified.mjs';

const passed = [{ id: 'unit', name: 'unit tests', passed: 4, failed: 0, skipped: 1 }];
const failed = [{ ...passed[0]!, failed: 1 }];

let root = '';
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'verified-'));
  await writeFile(join(root, '.gitignore'), '.cache\n');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
});
afterEach(() => rm(root, { recursive: true }));

it('is read again by the site, which tells how much newer it is', async () => {
  await recordRun(root, await cleanCommit(root), passed);
  const record = (await readVerified(root))!;
  expect(await standingOf(record, gitIn(root))).toMatchObject({
    passed: 4,
    newer: 0,
    isChanged: false,
  });
  git('commit', '-qm', 'two', '--allow-empty');
  await writeFile(join(root, 'new'), '');
  expect(await standingOf(record, gitIn(root))).toMatchObject({ newer: 1, isChanged: true });
});

it('is not written of a tree with changes, and taken away by a failure', async () => {
  await writeFile(join(root, 'new'), '');
  expect(await cleanCommit(root)).toBeUndefined();
  await recordRun(root, undefined, passed);
  expect(await readVerified(root)).toBeUndefined();
  await rm(join(root, 'new'));
  await recordRun(root, await cleanCommit(root), passed);
  expect(await readVerified(root)).toBeDefined();
  await recordRun(root, await cleanCommit(root), failed);
  expect(await readVerified(root)).toBeUndefined();
});
