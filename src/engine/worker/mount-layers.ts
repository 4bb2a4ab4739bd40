/** `/dev/layers`: mounts packages of the catalogue while the process runs. */
import { CATALOG_PATH, MOUNT_PATH, type Catalog } from '../catalog.ts';
import { addDevice, deviceNumber } from '../fs/devices.ts';
import { readFileText } from '../fs/files.ts';
import { fileTree } from '../fs/process-tree.ts';
import { utf8Slice } from '../bytes/utf8.ts';
import { browser } from '../core/browser.ts';
import { loadLayers } from './load-layers.ts';

/** `makedev` of Linux's miscellaneous devices. */
const MISCELLANEOUS = 10;
const MINOR = 200;

const mounted = new Set<string>();
let root = '/';

/** Loads those layers that this process does not have yet. */
export function mountLayers(urls: readonly string[]): void {
  const missing = urls.filter((url) => !mounted.has(url));
  for (const url of missing) mounted.add(url);
  loadLayers(missing, root);
}

/**
 * @param workdir Where layers are mounted.
 * @param report Tells the page, which tells the other processes.
 */
export function offerLayers(workdir: string, report: (urls: string[]) => void): void {
  root = workdir;
  addDevice(fileTree, MOUNT_PATH, {
    rdev: deviceNumber(MISCELLANEOUS, MINOR),
    read: () => 0,
    write(bytes) {
      const name = utf8Slice(bytes).trim();
      const catalog = JSON.parse(readFileText(fileTree, CATALOG_PATH)) as Catalog;
      const found = Object.hasOwn(catalog, name) ? catalog[name] : undefined;
      if (!found) throw new browser.Error(`${name} is not among the packages of this site`);
      mountLayers(found.layers);
      report([...found.layers]);
    },
  });
}
