/** `npm install`, `npm ci` and `npm uninstall`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../run/command.ts';
import { catalogText, findInCatalog, type Catalog } from './catalog.ts';
import { addPackages, pathOf, rootOf, type TreeNode } from './dependency-tree.ts';
import { allInstalled, installedIn } from './installed.ts';
import { NpmError } from './npm-error.ts';
import {
  readPackageJson,
  sortedByName,
  writePackageJson,
  type PackageJson,
} from './package-json.ts';
import { linkPrograms, unlinkPrograms } from './programs.ts';
import { Progress } from './progress.ts';
import { Registry, RegistryUnreachable } from './registry.ts';
import { dependencySpec, parseSpec, satisfies, specText, type PackageSpec } from './spec.ts';
import { unpack } from './unpack.ts';

export interface InstallOptions {
  project: string;
  registry: string;
  catalog: Catalog;
  dev: boolean;
  exact: boolean;
  save: boolean;
  /** `--omit=dev`. */
  omitDev: boolean;
  offline: boolean;
}

const FETCHES_AT_ONCE = 6;

/** @param asked What the command line names; none means what `package.json` lists. */
export async function install(
  context: CommandContext,
  asked: readonly string[],
  options: InstallOptions,
): Promise<number> {
  const { stdout, stderr, signal } = context;
  const { project, catalog } = options;
  const started = performance.now();
  const json = readPackageJson(project) ?? {};
  const specs = asked.length > 0 ? asked.map(parseSpec) : listed(json, options.omitDev);
  const progress = new Progress(stderr);
  const fromSite: string[] = [];
  const missing: PackageSpec[] = [];
  for (const spec of specs) {
    if (satisfies(installedIn(project, spec.name)?.version, spec.range)) continue;
    const entry = findInCatalog(catalog, spec);
    if (entry) {
      catalog.mount(entry);
      fromSite.push(`${entry.name}@${entry.version}`);
    } else missing.push(spec);
  }
  let added: TreeNode[] = [];
  try {
    if (missing.length > 0) {
      if (options.offline) throw new RegistryUnreachable('this is --offline');
      added = await fetchPackages(
        missing,
        options,
        new Registry(options.registry, signal),
        progress,
      );
    }
  } catch (error) {
    if (!(error instanceof RegistryUnreachable)) throw error;
    throw unreachable(error, missing, catalog);
  } finally {
    await progress.clear();
  }
  if (asked.length > 0 && options.save) save(json, specs, options);
  for (const { name, version, manifest } of added) {
    if (!manifest) continue;
    if (manifest.deprecated) {
      await stderr.write(`npm warn deprecated ${name}@${version}: ${manifest.deprecated}\n`);
    }
    if (manifest.hasInstallScript) {
      await stderr.write(
        `npm warn ${name}@${version} has an install script, which was not run: what it builds is for a system, not for a browser.\n`,
      );
    }
  }
  const count = added.length + fromSite.length;
  const seconds = formatDuration(performance.now() - started);
  const what = `${count} package${count === 1 ? '' : 's'}`;
  await stdout.write(
    count === 0 ? `\nup to date in ${seconds}\n` : `\nadded ${what} in ${seconds}\n`,
  );
  if (fromSite.length > 0) await stdout.write(`\nFrom this site: ${fromSite.join(', ')}\n`);
  return 0;
}

function listed(json: PackageJson, omitDev: boolean): PackageSpec[] {
  const all = {
    ...json.optionalDependencies,
    ...json.dependencies,
    ...(omitDev ? {} : json.devDependencies),
  };
  return Object.entries(all).map(([name, range]) => dependencySpec(name, range));
}

async function fetchPackages(
  missing: PackageSpec[],
  { project }: InstallOptions,
  registry: Registry,
  progress: Progress,
): Promise<TreeNode[]> {
  const root = rootOf(allInstalled(project));
  let resolved = 0;
  const nodes = await addPackages(root, missing, registry, (name) =>
    progress.show(`${++resolved} packages found: ${name}`),
  );
  // Everything is fetched and checked before anything is written.
  const tarballs = new Map<TreeNode, Uint8Array<ArrayBuffer>>();
  const waiting = [...nodes];
  const fetchNext = async (): Promise<void> => {
    for (let node = waiting.shift(); node; node = waiting.shift()) {
      tarballs.set(node, await registry.tarball(node.manifest!));
      progress.show(`${tarballs.size} of ${nodes.length} packages fetched: ${node.name}`);
    }
  };
  await Promise.all(Array.from({ length: FETCHES_AT_ONCE }, fetchNext));
  for (const node of nodes) {
    const folder = join(project, pathOf(node));
    progress.show(`unpacking ${node.name}`);
    await new Promise((resolve) => setImmediate(resolve));
    unpack(tarballs.get(node)!, folder);
  }
  for (const node of nodes) {
    const folder = join(project, pathOf(node));
    linkPrograms(folder, { ...readPackageJson(folder), name: node.name });
  }
  return nodes;
}

/** What there is and what to do, where the registry cannot help. */
function unreachable(
  error: RegistryUnreachable,
  missing: readonly PackageSpec[],
  catalog: Catalog,
): NpmError {
  const names = missing.map(specText).join(', ');
  const lines = [
    `${names}: not among this site's packages, and the registry is out of reach: ${error.message}.`,
    '',
  ];
  if (catalog.entries.length > 0) {
    lines.push(`This site has, offline too: ${catalogText(catalog)}.`);
  }
  lines.push('For anything else go online and try again, or run the example on your own machine.');
  return new NpmError(lines.join('\n'), { code: 'ENOTCACHED' });
}

function save(json: PackageJson, specs: readonly PackageSpec[], options: InstallOptions): void {
  const { project, dev, exact } = options;
  const [field, other] = dev
    ? (['devDependencies', 'dependencies'] as const)
    : (['dependencies', 'devDependencies'] as const);
  const entries = { ...json[field] };
  const others = { ...json[other] };
  for (const { name, registryName, range } of specs) {
    const version = installedIn(project, name)?.version ?? '';
    const saved = /^[~^\d<>=]/.test(range) && !exact ? range : `${exact ? '' : '^'}${version}`;
    // A range that was asked for is kept; an exact version gets npm's caret, as npm does.
    const wanted = /^\d+\.\d+\.\d+/.test(range) && !exact ? `^${version}` : saved;
    entries[name] = registryName === name ? wanted : `npm:${registryName}@${wanted}`;
    delete others[name];
  }
  const next: PackageJson = { ...json, [field]: sortedByName(entries) };
  if (Object.keys(others).length > 0) next[other] = others;
  else delete next[other];
  writePackageJson(project, next);
}

export async function uninstall(
  { stdout }: CommandContext,
  names: readonly string[],
  { project, save: saves }: Pick<InstallOptions, 'project' | 'save'>,
): Promise<number> {
  if (names.length === 0)
    throw new NpmError('npm uninstall needs the name of a package', { code: 'EUSAGE' });
  const started = performance.now();
  let removed = 0;
  for (const name of names) {
    const found = installedIn(project, name);
    if (!found) continue;
    unlinkPrograms(project, found.folder);
    rmSync(found.folder, { recursive: true });
    removed++;
  }
  const json = readPackageJson(project);
  if (json && saves) {
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      const entries = json[field];
      if (!entries) continue;
      for (const name of names) delete entries[name];
      if (Object.keys(entries).length === 0) delete json[field];
    }
    writePackageJson(project, json);
  }
  const what =
    removed === 0 ? 'up to date' : `removed ${removed} package${removed === 1 ? '' : 's'}`;
  await stdout.write(`\n${what} in ${formatDuration(performance.now() - started)}\n`);
  return 0;
}

/** @example formatDuration(1234) // → '1s' */
const formatDuration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)}ms` : `${Math.round(milliseconds / 1000)}s`;
