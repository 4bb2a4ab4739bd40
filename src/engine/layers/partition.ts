/**
 * Divides into layers what examples share: the files of packages, and those of folders beside the
 * examples, each of which counts as a package too.
 *
 * The rule: a file belongs to the base package (Express) when that reaches it; else to the group of
 * exactly those direct dependencies of the examples that reach it. So each file is in one layer, days
 * with the same packages share all of them, and a day that adds a package leaves the base layer as it
 * was.
 */
import { dirname } from 'node:path/posix';
import { packageFolder } from './prune.ts';
import { inPackage, reach, type Trace } from './trace.ts';

export interface Group {
  /** The direct dependencies that reach the files, sorted; the base package alone for its layer. */
  packages: string[];
  /** Sorted. */
  files: string[];
}

export interface Partition {
  groups: Group[];
  /** Indices into `groups` of what the given files of an example need. */
  neededBy(ownFiles: readonly string[]): number[];
  /** Indices into `groups` of what each package that the examples depend on directly needs. */
  neededByPackage: ReadonlyMap<string, number[]>;
}

/** @param own The examples' own files, which are in no group. */
export function partition(
  { files }: Pick<Trace, 'files'>,
  base: string,
  own: ReadonlySet<string>,
): Partition {
  const children = childrenOf(files);
  const roots = [...files].filter(
    ([path, { parents }]) => !own.has(path) && [...parents].some((parent) => own.has(parent)),
  );
  const byPackage = new Map<string, string[]>();
  for (const [path] of roots) {
    const name = inPackage(path) ? packageFolder(path).replace('node_modules/', '') : dirname(path);
    byPackage.set(name, [...(byPackage.get(name) ?? []), path]);
  }
  const reachedBy = new Map<string, string[]>();
  for (const name of [...byPackage.keys()].sort()) {
    for (const path of reach(byPackage.get(name)!, children)) {
      reachedBy.set(path, [...(reachedBy.get(path) ?? []), name]);
    }
  }
  const groups = new Map<string, Group>();
  for (const path of [...reachedBy.keys()].sort()) {
    // The examples' own `package.json` rules over what lies beside them too.
    if (own.has(path)) continue;
    const names = reachedBy.get(path)!;
    const packages = names.includes(base) ? [base] : names;
    const key = packages.join(' ');
    const group = groups.get(key) ?? { packages, files: [] };
    group.files.push(path);
    groups.set(key, group);
  }
  // The base first; then by name, so that the order does not depend on the order of the days.
  const ordered = [...groups.entries()]
    .sort(([a], [b]) => Number(b === base) - Number(a === base) || (a < b ? -1 : 1))
    .map(([, group]) => group);
  const groupOf = new Map(
    ordered.flatMap(({ files }, index) => files.map((path) => [path, index])),
  );
  const neededBy = (paths: readonly string[]): number[] => {
    const indices = [...reach(paths, children)].flatMap((path) => groupOf.get(path) ?? []);
    return [...new Set(indices)].sort((a, b) => a - b);
  };
  return {
    groups: ordered,
    neededBy,
    neededByPackage: new Map(
      [...byPackage]
        .filter(([, paths]) => paths.every(inPackage))
        .map(([name, paths]) => [name, neededBy(paths)]),
    ),
  };
}

function childrenOf(files: Trace['files']): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const [path, { parents }] of files) {
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), path]);
  }
  return children;
}
