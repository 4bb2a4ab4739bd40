/**
 * The last complete run of `npm test` in which everything passed, as `src/cli/verified.mjs` records it,
 * and how the built site stands to it. Without such a record the site says nothing about it.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'astro/zod';

export const verifiedFile = '.cache/verified.json';

const verifiedSchema = z.object({
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .describe('The commit whose tree was tested, without changes'),
  date: z.iso.datetime().describe('When the run ended, in UTC'),
  steps: z
    .array(z.object({ id: z.string(), name: z.string(), passed: z.int(), skipped: z.int() }))
    .describe('What passed and what was skipped, by step of the run'),
});
export type Verified = z.infer<typeof verifiedSchema>;

/** `undefined` when there is no record, or none that can be read. */
export async function readVerified(root: string): Promise<Verified | undefined> {
  const text = await readFile(join(root, verifiedFile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return verifiedSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export interface Standing {
  record: Verified;
  /** Checks that passed in that run. */
  passed: number;
  /** Commits between the tested one and the one that the site is built from. */
  newer: number;
  /** Whether the site is built from changes that are not committed. */
  isChanged: boolean;
}

/** The answer of git in a folder; `undefined` when it fails. */
export type Git = (...args: string[]) => Promise<string | undefined>;

export const gitIn =
  (root: string): Git =>
  (...args) =>
    promisify(execFile)('git', args, { cwd: root }).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );

/**
 * How the tree that is built stands to the tested commit; `undefined` when that is not among its
 * ancestors, or where there is no history to tell.
 */
export async function standingOf(record: Verified, git: Git): Promise<Standing | undefined> {
  const isAncestor = await git('merge-base', '--is-ancestor', record.commit, 'HEAD');
  const newer = await git('rev-list', '--count', `${record.commit}..HEAD`);
  const changes = await git('status', '--porcelain');
  if (isAncestor === undefined || newer === undefined || changes === undefined) return undefined;
  return {
    record,
    passed: record.steps.reduce((total, { passed }) => total + passed, 0),
    newer: Number(newer),
    isChanged: changes !== '',
  };
}

/**
 * What the site may say of its commit.
 * @example builtFrom({ newer: 2, isChanged: false }) // => 'This site is built from 2 commits later.'
 */
export function builtFrom({ newer, isChanged }: Pick<Standing, 'newer' | 'isChanged'>): string {
  const commits = newer === 1 ? '1 commit later' : `${newer} commits later`;
  if (newer > 0) {
    return `This site is built from ${commits}${isChanged ? ', with changes that are not committed' : ''}.`;
  }
  return isChanged
    ? 'This site is built from it with changes that are not committed.'
    : 'This site is built from that commit.';
}
