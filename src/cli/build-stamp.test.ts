import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashInputs } from './build-stamp.mjs';

let folder: string;
const write = async (path: string, text: string) => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
  await write('content/day-000.mdx', 'text');
  await write('src/a.ts', 'code');
  await write('examples/package.json', '{}');
});
afterEach(() => rm(folder, { recursive: true }));

it.each([
  ['a changed file', () => write('content/day-000.mdx', 'other'), true],
  ['a new file', () => write('examples/day0/app.ts', ''), true],
  ['a removed file', () => rm(join(folder, 'src/a.ts')), true],
  ['text that moves from one file to the next', () => write('src/a.ts', 'cod'), true],
  ['the same text again', () => write('src/a.ts', 'code'), false],
  ['another record of tests', () => write('.cache/verified.json', '{}'), true],
  ['what else is cached', () => write('.cache/engine/worker.js', ''), false],
  ['a test', () => write('src/a.test.ts', ''), false],
  [
    'what the build makes beside its sources',
    () => write('examples/databases/postgres/image-0.5.16-5.bin', ''),
    false,
  ],
  ['an installed package', () => write('examples/node_modules/a/index.js', ''), false],
  ['a file that the site is not made of', () => write('README.md', ''), false],
])('notices %s as it should', async (_, change, isNoticed) => {
  const before = await hashInputs(folder, {});
  await change();
  expect((await hashInputs(folder, {})) !== before).toBe(isNoticed);
});

it('notices another base path', async () => {
  expect(await hashInputs(folder, { BASE_PATH: '/journal' })).not.toBe(
    await hashInputs(folder, {}),
  );
});
