/** What a day's example needs to run as a project of its own, from the examples' `package.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DayProject } from '../../runner/share/project.ts';
import { sitePath } from '../site.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  overrides?: Record<string, unknown>;
}

const readManifest = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(path, 'utf8')) as Manifest;

/** @example typesOf('@scope/name') // → '@types/scope__name' */
export const typesOf = (name: string): string =>
  `@types/${name.replace(/^@/, '').replace('/', '__')}`;

const pick = (versions: Record<string, string>, names: Iterable<string>): Record<string, string> =>
  Object.fromEntries(
    [...new Set(names)].sort().flatMap((name) => {
      const version = versions[name];
      return version === undefined ? [] : [[name, version]];
    }),
  );

/**
 * The overrides that npm can apply to these dependencies: those of packages that are among them, and
 * those for packages anywhere below.
 */
export function applicableOverrides(
  overrides: Record<string, unknown>,
  dependencies: Record<string, string>,
): Record<string, unknown> {
  const refers = (value: unknown): string[] =>
    typeof value === 'string'
      ? value.startsWith('$')
        ? [value.slice(1)]
        : []
      : Object.values(value as object).flatMap(refers);
  return Object.fromEntries(
    Object.entries(overrides).filter(
      ([name, value]) =>
        (typeof value === 'string' || name in dependencies) &&
        refers(value).every((reference) => reference in dependencies),
    ),
  );
}

/**
 * @param packages What the example imports: its front matter's field.
 * @param databases By the names of their folders.
 * @param root The root of the repository.
 * @throws Error when a package has no version in `examples/package.json`.
 */
export async function dayProject(
  packages: readonly string[],
  databases: readonly string[],
  root: string,
): Promise<DayProject> {
  const examples = join(root, 'examples');
  const [all, ...ofDatabases] = await Promise.all([
    readManifest(join(examples, 'package.json')),
    ...databases.map((name) => readManifest(join(examples, 'databases', name, 'package.json'))),
  ]);
  const versions = all.dependencies ?? {};
  const needed = [
    ...packages,
    ...ofDatabases.flatMap((one) => Object.keys(one.dependencies ?? {})),
  ];
  const missing = needed.filter((name) => !(name in versions));
  if (missing.length > 0) {
    throw new Error(`examples/package.json has no version of ${missing.join(', ')}.`);
  }
  const dependencies = pick(versions, needed);
  return {
    dependencies,
    devDependencies: pick(all.devDependencies ?? {}, ['@types/node', ...needed.map(typesOf)]),
    overrides: applicableOverrides(all.overrides ?? {}, dependencies),
    tsconfig: await readFile(join(examples, 'tsconfig.json'), 'utf8'),
    sources: databases.map((name) => sitePath(`databases/${name}.json`)),
  };
}
