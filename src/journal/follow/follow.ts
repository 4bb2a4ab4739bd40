/** What a reader types to follow the journal on their own machine, from what the code knows. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDatabaseFacts, realDatabaseCommands } from '../databases.ts';
import { loadExample } from '../load-example.ts';
import type { DatabaseFacts } from '../schemas/database.ts';
import type { DayData } from '../schemas/day.ts';
import { site } from '../site.ts';

export interface RealDatabase {
  facts: DatabaseFacts;
  /** The first day that uses it. */
  day: Pick<DayData, 'day' | 'title'>;
  /** Starts the server, in the first terminal. */
  server: string;
  /** Runs that day with it, in the second. */
  example: string;
}

/**
 * Each database of the written days, with the first day that uses it.
 *
 * @param root The root of the repository.
 */
export async function realDatabases(
  days: readonly Pick<DayData, 'day' | 'title' | 'entry'>[],
  root: string,
): Promise<RealDatabase[]> {
  const users = new Map<string, (typeof days)[number]>();
  for (const day of days) {
    const { databases } = await loadExample(day.day, { root, allowMissingLayers: true });
    for (const name of databases) if (!users.has(name)) users.set(name, day);
  }
  return Promise.all(
    [...users].map(async ([name, day]) => {
      const facts = await readDatabaseFacts(name, root);
      const { server, example } = realDatabaseCommands(facts, day.entry);
      const folder = `cd examples/day${day.day}`;
      return { facts, day, server, example: `${folder}\nnpm install\n${example}` };
    }),
  );
}

/** The whole site, from a fresh clone. */
export const siteCommands = (): string => {
  const clone = site.repository
    ? [`git clone ${site.repository}.git`, `cd ${site.repository.split('/').at(-1)}`]
    : [];
  return [...clone, 'npm start', 'npm test'].join('\n');
};

/** @param day The next that is only planned. */
export const newDayCommands = (day: number): string =>
  [`npm run day -- new ${day}`, `npm run day -- check ${day}`].join('\n');

/** Where the built site can be published, each with the file that is there for it. */
const hosts = [
  { name: 'GitHub Pages', file: '.github/workflows/pages.yml' },
  { name: 'Netlify', file: 'netlify.toml' },
  { name: 'Cloudflare Pages', file: 'wrangler.toml' },
  { name: 'Vercel', file: 'vercel.json' },
  { name: 'Render', file: 'render.yaml' },
  { name: 'nginx', file: 'deploy/nginx.conf' },
] as const;

/** @param root The root of the repository. */
export const preparedHosts = (root: string): readonly { name: string; file: string }[] =>
  hosts.filter(({ file }) => existsSync(join(root, file)));

export const deployGuide = 'DEPLOY.md';
