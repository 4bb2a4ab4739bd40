/** The databases of the examples as files of a project of its own. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFiles } from '../../runner/share/project.ts';
import { filesUnder } from '../checks/project-facts.ts';

const folderOf = (root: string): string => join(root, 'examples', 'databases');

/** The databases by the names of their folders, sorted. @param root The root of the repository. */
export async function databaseNames(root: string): Promise<string[]> {
  const entries = await readdir(folderOf(root), { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** Tests, and the comparison with the real server, are the repository's; data are made at the first start. */
const runs = (path: string): boolean =>
  /(^|\/)package\.json$|\.ts$/.test(path) &&
  !/\.test\.ts$/.test(path) &&
  !path.split('/').includes('comparison');

/**
 * @param name Of the database's folder.
 * @param root The root of the repository.
 */
export async function databaseSources(name: string, root: string): Promise<SourceFiles> {
  const folder = folderOf(root);
  const shared = (await readdir(folder)).filter(runs);
  const own = (await filesUnder(join(folder, name))).filter(runs).map((path) => `${name}/${path}`);
  const files = [...shared, ...own].map(async (path) => {
    return [`databases/${path}`, await readFile(join(folder, path), 'utf8')];
  });
  return Object.fromEntries(await Promise.all(files)) as SourceFiles;
}
