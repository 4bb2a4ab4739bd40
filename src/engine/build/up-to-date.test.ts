import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeUnlessUpToDate } from './up-to-date.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'up-to-date-'));
});
afterEach(() => rm(folder, { recursive: true }));

const make = vi.fn(async () => {
  await mkdir(join(folder, 'made'), { recursive: true });
  await writeFile(join(folder, 'made', 'manifest.json'), '{}');
});
const step = (inputs: string) =>
  makeUnlessUpToDate({ folder: join(folder, 'made/'), inputs, make });

it('makes a folder once for the same inputs', async () => {
  expect(await step('a')).toBe(true);
  expect(await step('a')).toBe(false);
  expect(await step('b')).toBe(true);
  expect(await step('a')).toBe(true);
});

it('makes again what was removed', async () => {
  await step('a');
  await rm(join(folder, 'made'), { recursive: true });
  expect(await step('a')).toBe(true);
});

it('makes again what failed or was interrupted, whatever it had been before', async () => {
  await step('a');
  make.mockRejectedValueOnce(new Error('No'));
  await expect(step('b')).rejects.toThrow('No');
  expect(await step('a')).toBe(true);
});
