/** The packages that the site carries as layers, which need no registry. */
import { readFileSync, writeFileSync } from 'node:fs';
import { CATALOG_PATH, MOUNT_PATH, type Catalog as Packages } from '../../catalog.ts';
import { satisfies, type PackageSpec } from './spec.ts';

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
    mount: ({ name }) => writeFileSync(MOUNT_PATH, name),
  };
}

function readEntries(): CatalogEntry[] {
  try {
    const packages = JSON.parse(readFileSync(CATALOG_PATH, 'utf8')) as Packages;
    return Object.entries(packages).map(([name, { version }]) => ({ name, version }));
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
