/** The packages that a site carries as layers, from which `npm install` takes them. */

export interface CatalogPackage {
  version: string;
  /** URLs of the layers with the package and all that it needs. */
  layers: readonly string[];
}
/** By name of the package. */
export type Catalog = Readonly<Record<string, CatalogPackage>>;

/** The catalogue as a file in the container, as JSON. */
export const CATALOG_PATH = '/usr/local/share/layers.json';
/** A device: the package whose name is written to it is mounted in the working directory. */
export const MOUNT_PATH = '/dev/layers';
