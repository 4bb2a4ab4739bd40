/** `package.json` files, and which folder npm works on. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NpmError } from './npm-error.ts';

export type Dependencies = Record<string, string>;

export interface PackageJson {
  name?: string;
  version?: string;
  bin?: string | Record<string, string>;
  scripts?: Record<string, string>;
  config?: Record<string, unknown>;
  engines?: Record<string, string>;
  dependencies?: Dependencies;
  devDependencies?: Dependencies;
  optionalDependencies?: Dependencies;
  peerDependencies?: Dependencies;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  [field: string]: unknown;
}

/** The nearest folder with a `package.json` or `node_modules`, else the folder itself. */
export function projectFolder(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (['package.json', 'node_modules'].some((name) => existsSync(join(folder, name))))
      return folder;
    if (folder === dirname(folder)) return cwd;
  }
}

/** @returns `undefined` where there is none. @throws NpmError EJSONPARSE */
export function readPackageJson(folder: string): PackageJson | undefined {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) as PackageJson;
  } catch (error) {
    throw new NpmError(`${path} is not valid JSON: ${(error as Error).message}`, {
      code: 'EJSONPARSE',
    });
  }
}

/** Keeps the indentation of what is there. */
export function writePackageJson(folder: string, json: PackageJson): void {
  const path = join(folder, 'package.json');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const indentation = /^\{\r?\n([ \t]+)/.exec(before)?.[1] ?? '  ';
  writeFileSync(path, `${JSON.stringify(json, null, indentation)}\n`);
}

/** Programs of a package: path in the package by name. */
export function programsOf({ name, bin }: PackageJson): Record<string, string> {
  if (typeof bin === 'string') return name ? { [name.replace(/^@[^/]+\//, '')]: bin } : {};
  return bin ?? {};
}

export const sortedByName = (dependencies: Dependencies): Dependencies =>
  Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
