/** What the page tells readers to type is there to be typed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readFrontMatter } from '../checks/front-matter.ts';
import { runLocallyCommands } from '../run-locally.ts';
import {
  deployGuide,
  newDayCommands,
  preparedHosts,
  realDatabases,
  siteCommands,
} from './follow.ts';

vi.mock('astro:content', () => ({ getCollection: () => Promise.resolve([]) }));

const root = join(import.meta.dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const days = readdirSync(join(root, 'content'))
  .filter((name) => /^day-\d+\.mdx$/.test(name))
  .sort()
  .map((name) => readFrontMatter(name, readFileSync(join(root, 'content', name), 'utf8')).data!);

/** Walks through the commands as a shell in the repository would. @returns What it could not do. */
function faults(commands: string): string[] {
  let folder = root;
  const found: string[] = [];
  for (const line of commands.split('\n')) {
    const [, change] = /^cd (\S+)$/.exec(line) ?? [];
    const [, file] = /^(?:\w+=\S+ )?node (\S+)$/.exec(line) ?? [];
    const [, script] = /^npm (?:run )?(\S+)/.exec(line) ?? [];
    if (change) folder = join(folder, change);
    if (change ? !existsSync(folder) : file ? !existsSync(join(folder, file)) : !script)
      found.push(line);
    if (script && script !== 'install' && !scripts[script]) found.push(line);
  }
  return found;
}

it('knows commands that cannot be followed', () =>
  expect(faults('cd examples/day0\nnode none.ts\nnpm run none\nrm -r x')).toEqual([
    'node none.ts',
    'npm run none',
    'rm -r x',
  ]));

it.each(days.map(({ day, entry }) => [day, entry] as const))(
  'day %s runs by its commands',
  (day, entry) => expect(faults(runLocallyCommands(day, entry))).toEqual([]),
);

it.each([siteCommands(), newDayCommands(2)])('%s', (commands) =>
  expect(faults(commands)).toEqual([]),
);

describe('real databases', async () => {
  const databases = await realDatabases(days, root);
  const folders = readdirSync(join(root, 'examples/databases'), { withFileTypes: true });

  it('are all that examples can import', () =>
    expect(databases).toHaveLength(folders.filter((entry) => entry.isDirectory()).length));

  it.each(databases)('$facts.name: its day asks for the server that is started', async (real) => {
    expect(faults(real.example)).toEqual([]);
    const [, published] = /-p (\d+):/.exec(real.server) ?? [];
    expect(new URL(real.facts.url).port).toBe(published);
    const texts = readdirSync(join(root, 'examples/databases'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('index.ts'))
      .map((name) => readFileSync(join(root, 'examples/databases', name), 'utf8'));
    expect(texts.some((text) => text.includes(real.facts.variable))).toBe(true);
  });
});

it('every host that is named has its file, and the guide is there', () => {
  expect(preparedHosts(root)).toHaveLength(6);
  expect(existsSync(join(root, deployGuide))).toBe(true);
});
