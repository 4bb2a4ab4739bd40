// @ts-check
/** Records a complete run of `npm test` in which everything passed; `src/journal/figures/verified.ts` reads it. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const verifiedFile = '.cache/verified.json';

/**
 * The commit of a tree without changes; `undefined` where there are changes or no repository.
 *
 * @param {string} root
 */
export const cleanCommit = async (root) => {
  try {
    const git = (/** @type {string[]} */ ...args) =>
      promisify(execFile)('git', args, { cwd: root });
    if ((await git('status', '--porcelain')).stdout.trim() !== '') return undefined;
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  } catch {
    return undefined;
  }
};

/**
 * Writes the record when the tree was clean and the same before and after and nothing failed; takes an
 * older one away when something did.
 *
 * @param {string} root
 * @param {string | undefined} before The clean commit at the start of the run.
 * @param {{ id: string, name: string, passed: number, failed: number, skipped: number }[]} steps
 */
export const recordRun = async (root, before, steps) => {
  const path = join(root, verifiedFile);
  if (steps.some(({ failed }) => failed > 0)) {
    await rm(path, { force: true });
    return;
  }
  if (before === undefined || (await cleanCommit(root)) !== before) return;
  const record = {
    commit: before,
    date: new Date().toISOString(),
    steps: steps.map(({ id, name, passed, skipped }) => ({ id, name, passed, skipped })),
  };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(record));
};
