/** What `node_modules` holds. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPackageJson, type PackageJson } from './package-json.ts';

export interface Installed {
  name: string;
  version: string;
  /** Absolute path. */
  folder: string;
  json: PackageJson;
}

export function installedIn(folder: string, name: string): Installed | undefined {
  const path = join(folder, 'node_modules', name);
  let json: PackageJson | undefined;
  try {
    json = readPackageJson(path);
  } catch {
    return undefined;
  }
  return json && { name, version: json.version ?? '0.0.0', folder: path, json };
}

/** Packages in the folder's own `node_modules`, by name. */
export function allInstalled(folder: string): Installed[] {
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) return [];
  const names = readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return [];
    if (!name.startsWith('@')) return [name];
    return readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`);
  });
  return names.sort().flatMap((name) => installedIn(folder, name) ?? []);
}
