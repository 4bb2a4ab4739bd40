/** The days of the built site: a new day is tested without a change here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../src/runner/example.ts';

export const builtSite = join(import.meta.dirname, '../dist');

const folder = join(builtSite, 'examples');

const readDays = (): Example[] => {
  if (!existsSync(folder)) throw new Error('There is no built site. Build it first: npm run build');
  return readdirSync(folder)
    .filter((name) => /^\d+\.\w+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Example)
    .sort((a, b) => a.day - b.day);
};

/** Every day with its example as the page loads it, in order. */
export const builtDays: readonly Example[] = readDays();
