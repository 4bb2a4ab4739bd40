/** `npm ls`. */
import { join } from 'node:path';
import type { CommandContext } from '../run/command.ts';
import type { Catalog } from './catalog.ts';
import { allInstalled, installedIn, type Installed } from './installed.ts';
import { readPackageJson } from './package-json.ts';
import { satisfies } from './spec.ts';

interface Row {
  label: string;
  children: Row[];
  problem: string | undefined;
}

export interface ListOptions {
  project: string;
  depth: number;
  json: boolean;
  catalog: Catalog;
  /** Only these packages. */
  names: readonly string[];
}

export async function list(context: CommandContext, options: ListOptions): Promise<number> {
  const { project, depth, names } = options;
  const json = readPackageJson(project) ?? {};
  const wanted: Record<string, string> = { ...json.devDependencies, ...json.dependencies };
  const present = allInstalled(project);
  // What layers bring along with a package is no package of the project's own.
  const direct = new Set(options.catalog.entries.map(({ name }) => name));
  const extra = present.filter(
    ({ name }) =>
      wanted[name] === undefined &&
      (Object.keys(wanted).length === 0 ? direct.size === 0 || direct.has(name) : direct.has(name)),
  );
  const all = [...new Set([...Object.keys(wanted), ...extra.map(({ name }) => name)])].sort();
  const shown = names.length > 0 ? all.filter((name) => names.includes(name)) : all;
  const rows = shown.map((name) => row(name, wanted[name], project, depth, new Set()));
  const problems = rows.flatMap(problemsIn);
  const id =
    json.name === undefined ? '' : `${json.name}${json.version ? `@${json.version}` : ''} `;
  if (options.json) {
    const dependencies = Object.fromEntries(
      shown.map((name) => {
        const found = installedIn(project, name);
        return [name, found ? { version: found.version } : { missing: true }];
      }),
    );
    const { name, version } = json;
    await context.stdout.write(`${JSON.stringify({ version, name, dependencies }, null, 2)}\n`);
  } else {
    await context.stdout.write(`${id}${project}\n`);
    if (rows.length === 0) await context.stdout.write('└── (empty)\n');
    await context.stdout.write(`${draw(rows, '')}\n`);
  }
  for (const problem of problems) await context.stderr.write(`npm error ${problem}\n`);
  const found = names.length === 0 || rows.length > 0;
  return problems.length > 0 || !found ? 1 : 0;
}

function row(
  name: string,
  range: string | undefined,
  from: string,
  depth: number,
  above: ReadonlySet<string>,
): Row {
  const found = nearest(from, name);
  if (!found) {
    const text = `${name}@${range ?? '*'}`;
    return { label: `UNMET DEPENDENCY ${text}`, children: [], problem: `missing: ${text}` };
  }
  const invalid = range !== undefined && !satisfies(found.version, range);
  const id = `${name}@${found.version}`;
  return {
    label: invalid ? `${id} invalid: "${range}"` : id,
    children:
      depth > 0 && !above.has(id)
        ? Object.entries(found.json.dependencies ?? {}).map(([inner, innerRange]) =>
            row(inner, innerRange, found.folder, depth - 1, new Set([...above, id])),
          )
        : [],
    problem: invalid ? `invalid: ${id} ${found.folder}` : undefined,
  };
}

/** The package that `require` finds from the folder. */
function nearest(from: string, name: string): Installed | undefined {
  for (let folder = from; ; folder = join(folder, '..')) {
    const found = installedIn(folder, name);
    if (found || folder === '/') return found;
  }
}

const problemsIn = ({ problem, children }: Row): string[] => [
  ...(problem === undefined ? [] : [problem]),
  ...children.flatMap(problemsIn),
];

function draw(rows: readonly Row[], indent: string): string {
  return rows
    .map(({ label, children }, index) => {
      const isLast = index === rows.length - 1;
      const head = `${indent}${isLast ? '└' : '├'}─${children.length > 0 ? '┬' : '─'} ${label}\n`;
      return head + draw(children, `${indent}${isLast ? '  ' : '│ '}`);
    })
    .join('');
}
