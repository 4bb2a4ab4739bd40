/** `node_modules/.bin`: links to the programs of packages. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { programsOf, type PackageJson } from './package-json.ts';

/** @param folder The package's, which lies in some `node_modules`. */
export function linkPrograms(folder: string, json: PackageJson): void {
  const modules = folder.slice(0, folder.lastIndexOf('node_modules') + 'node_modules'.length);
  for (const [name, path] of Object.entries(programsOf(json))) {
    const target = resolve(folder, path);
    if (!existsSync(target) || name.includes('/') || name.startsWith('.')) continue;
    const link = join(modules, '.bin', name);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), target), link);
    chmodSync(target, 0o755);
  }
}

/** Takes links away that lead into a folder. */
export function unlinkPrograms(project: string, folder: string): void {
  const bin = join(project, 'node_modules/.bin');
  if (!existsSync(bin)) return;
  for (const name of readdirSync(bin)) {
    const link = join(bin, name);
    if (!lstatSync(link).isSymbolicLink()) continue;
    if (resolve(bin, readlinkSync(link)).startsWith(`${folder}/`)) rmSync(link);
  }
}
