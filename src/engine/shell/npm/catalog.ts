/** The packages that the site carries as layers, which need no registry. */
import { readFileSync, writeFileSync } from 'node:fs';
import { satisfies, type PackageSpec } from './spec.ts';

/** Written by the engine; see `src/engine/catalog.ts`. */
export const CATALOG_PATH = '/usr/local/share/layers.json';
/** Mounts the packages that are written to it, one `name@version` per write. */
export const MOUNT_PATH = '/dev/layers';

export interface CatalogEntry {
  name: string;
  version: string;
}

export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** Makes the package's files appear in the project's `node_modules`. */
  mount(entry: CatalogEntry): void;
}

export function readCatalog(): Catalog {
  return {
    entries: readEntries(),
    mount: ({ name, version }) => writeFileSync(MOUNT_PATH, `${name}@${version}`),
  };
}

function readEntries(): CatalogEntry[] {
  try {
    const packages = JSON.parse(readFileSync(CATALOG_PATH, 'utf8')) as Record<string, string[]>;
    return Object.entries(packages).flatMap(([name, versions]) =>
      versions.map((version) => ({ name, version })),
    );
  } catch {
    // A container without a catalog.
    return [];
  }
}

export const findInCatalog = (catalog: Catalog, spec: PackageSpec): CatalogEntry | undefined =>
  spec.name === spec.registryName
    ? catalog.entries.find(
        ({ name, version }) => name === spec.name && satisfies(version, spec.range),
      )
    : undefined;

/** @example 'express 5.3.0, ws 8.23.0' */
export const catalogText = ({ entries }: Catalog): string =>
  entries.map(({ name, version }) => `${name} ${version}`).join(', ');
