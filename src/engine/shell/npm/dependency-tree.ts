/** Which package goes where below `node_modules`: as high up as names allow, as npm places them. */
import type { Installed } from './installed.ts';
import { NpmError } from './npm-error.ts';
import type { PackageJson } from './package-json.ts';
import { RegistryUnreachable, type Manifest } from './registry.ts';
import { dependencySpec, satisfies, type PackageSpec } from './spec.ts';

export interface TreeNode {
  name: string;
  version: string;
  parent: TreeNode | undefined;
  children: Map<string, TreeNode>;
  /** What has to be fetched; `undefined` for what is there already. */
  manifest: Manifest | undefined;
}

export interface TreeSource {
  manifest(spec: PackageSpec): Promise<Manifest>;
}

/** The project with what is installed at its top. */
export function rootOf(installed: readonly Installed[]): TreeNode {
  const root: TreeNode = {
    name: '',
    version: '',
    parent: undefined,
    children: new Map(),
    manifest: undefined,
  };
  for (const { name, version } of installed) {
    root.children.set(name, {
      name,
      version,
      parent: root,
      children: new Map(),
      manifest: undefined,
    });
  }
  return root;
}

/**
 * Adds the packages and everything that they depend on.
 *
 * @returns the nodes that have to be fetched, parents before children.
 * @throws NpmError E404, ETARGET; RegistryUnreachable
 */
export async function addPackages(
  root: TreeNode,
  specs: readonly PackageSpec[],
  source: TreeSource,
  onResolved: (name: string) => void = () => {},
): Promise<TreeNode[]> {
  const added: TreeNode[] = [];
  let level: Wanted[] = specs.map((spec) => ({ spec, from: root, optional: false, direct: true }));
  while (level.length > 0) {
    // Asked for side by side, placed one after the other: the result does not depend on who answers first.
    const manifests = await Promise.all(level.map((wanted) => lookUp(wanted, source)));
    const next: Wanted[] = [];
    for (const [index, wanted] of level.entries()) {
      const { spec, from, direct } = wanted;
      const present = visibleFrom(from, spec.name);
      if (present && satisfies(present.version, spec.range) && (!direct || present.manifest))
        continue;
      const manifest = manifests[index];
      if (!manifest) continue;
      const place = direct ? root : highestPlace(from, spec.name);
      const node: TreeNode = {
        name: spec.name,
        version: manifest.version,
        parent: place,
        children: new Map(),
        manifest,
      };
      place.children.set(spec.name, node);
      added.push(node);
      onResolved(spec.name);
      next.push(...dependenciesOf(manifest, node));
    }
    level = next;
  }
  return added.filter((node) => node.parent!.children.get(node.name) === node);
}

interface Wanted {
  spec: PackageSpec;
  from: TreeNode;
  optional: boolean;
  /** Asked for by the project itself: it goes to the top, and replaces what is there. */
  direct: boolean;
}

async function lookUp(
  { spec, from, optional, direct }: Wanted,
  source: TreeSource,
): Promise<Manifest | undefined> {
  if (!direct && satisfies(visibleFrom(from, spec.name)?.version, spec.range)) return undefined;
  try {
    const manifest = await source.manifest(spec);
    return optional && !canRunHere(manifest) ? undefined : manifest;
  } catch (error) {
    if (optional && !(error instanceof RegistryUnreachable)) return undefined;
    throw error;
  }
}

function dependenciesOf(json: PackageJson, node: TreeNode): Wanted[] {
  const optionalNames = new Set(Object.keys(json.optionalDependencies ?? {}));
  const wanted = (
    dependencies: Record<string, string> | undefined,
    from: TreeNode,
    optional: boolean,
  ): Wanted[] =>
    Object.entries(dependencies ?? {}).flatMap(([name, range]) => {
      try {
        return [{ spec: dependencySpec(name, range), from, optional, direct: false }];
      } catch (error) {
        if (optional && error instanceof NpmError) return [];
        throw error;
      }
    });
  const required = Object.entries(json.dependencies ?? {}).filter(
    ([name]) => !optionalNames.has(name),
  );
  const peers = Object.entries(json.peerDependencies ?? {}).filter(
    ([name]) => !json.peerDependenciesMeta?.[name]?.optional,
  );
  return [
    ...wanted(Object.fromEntries(required), node, false),
    ...wanted(json.optionalDependencies, node, true),
    // A peer is shared with whoever depends on the package.
    ...wanted(Object.fromEntries(peers), node.parent ?? node, false),
  ];
}

/** Builds for one system are native add-ons, which no browser can load; WebAssembly is welcome. */
const canRunHere = ({ os, cpu }: Manifest): boolean =>
  (os === undefined && cpu === undefined) || cpu?.includes('wasm32') === true;

/** What `require(name)` finds from a package. */
function visibleFrom(from: TreeNode, name: string): TreeNode | undefined {
  for (let node: TreeNode | undefined = from; node; node = node.parent) {
    const found = node.children.get(name);
    if (found) return found;
  }
  return undefined;
}

function highestPlace(from: TreeNode, name: string): TreeNode {
  let place = from;
  while (place.parent && !place.parent.children.has(name)) place = place.parent;
  return place;
}

/** Path below the project's folder. */
export function pathOf(node: TreeNode): string {
  const above = node.parent?.parent ? `${pathOf(node.parent)}/` : '';
  return `${above}node_modules/${node.name}`;
}
