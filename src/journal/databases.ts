/** The databases that examples import from `examples/databases`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'astro/zod';
import { databaseSchema, type DatabaseFacts } from './schemas/database.ts';

/** An `about.json` that cannot be used; it names the file and the field. */
export class DatabaseFactsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DatabaseFactsError';
  }
}

/**
 * The databases that the code of an example imports, by the names of their folders, sorted.
 *
 * @param files Texts of the example's files by path; `undefined` for binary ones.
 */
export function importedDatabases(files: ReadonlyMap<string, string | undefined>): string[] {
  const found = new Set<string>();
  for (const [path, text] of files) {
    if (text === undefined || !/\.[cm]?[jt]s$/.test(path)) continue;
    for (const [, name] of text.matchAll(/['"](?:\.\.\/)+databases\/([\w-]+)\/index\.ts['"]/g))
      found.add(name!);
  }
  return [...found].sort();
}

/**
 * @param name Of the folder in `examples/databases`.
 * @param root The root of the repository.
 * @throws DatabaseFactsError that says what to write.
 */
export async function readDatabaseFacts(name: string, root: string): Promise<DatabaseFacts> {
  const path = `examples/databases/${name}/about.json`;
  let json: unknown;
  try {
    json = JSON.parse(await readFile(join(root, path), 'utf8'));
  } catch (cause) {
    const fields = Object.keys(databaseSchema.shape).join(', ');
    throw new DatabaseFactsError(
      `${path} cannot be read: ${(cause as Error).message}. Write it, with the fields ${fields}.`,
    );
  }
  const parsed = databaseSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new DatabaseFactsError(`${path}: ${z.prettifyError(parsed.error)}`);
}

/**
 * How an example is run with a real server instead of its stand-in.
 *
 * @param entry The file that `node` is started with, in the example's folder.
 */
export const realDatabaseCommands = (
  { server, variable, url }: Pick<DatabaseFacts, 'server' | 'variable' | 'url'>,
  entry: string,
): { server: string; example: string } => ({ server, example: `${variable}=${url} node ${entry}` });
