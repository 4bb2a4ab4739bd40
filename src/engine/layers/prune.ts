/** What of a package is left out, since no program needs it as it runs. */

/** Texts about a package, declarations for compilers, and add-ons, which no browser can load. */
const neverRead =
  /(?:^|\/)(?:(?:readme|changelog|history|contributing|security|licen[cs]e|notice|authors)(?:[.-][^/]*)?|[^/]+\.(?:d\.[cm]?ts|[cm]?ts|tsx|map|md|markdown|flow|node))$/i;
/** Folders that a trace takes in with everything else where a package computes what it requires. */
const asideFolder = /\/(tests?|__tests__|docs?|examples?|benchmarks?)\//;

/** Path inside its package. */
export const pathInPackage = (path: string): string =>
  path.replace(/^.*node_modules\/(?:@[^/]+\/)?[^/]+\//, '');

/** @example packageFolder('node_modules/@a/b/lib/c.js') // → 'node_modules/@a/b' */
export const packageFolder = (path: string): string =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)![0];

/** @param path Relative to the examples' folder. */
export function isShipped(path: string): boolean {
  // `licence.js` and the like are code.
  return /\.(?:[cm]?js|json)$/.test(path) || !neverRead.test(pathInPackage(path));
}

/**
 * Whether a file asks for one in such a folder on purpose: then its text names the folder.
 *
 * @param parentSource Called only when it matters.
 */
export function isMeant(path: string, parent: string, parentSource: () => string): boolean {
  const folder = asideFolder.exec(`/${pathInPackage(path)}`)?.[1];
  if (!folder || asideFolder.test(`/${pathInPackage(parent)}`)) return true;
  return new RegExp(`['"\`/]${folder}['"\`/]`).test(parentSource());
}

const resolutionFields = ['name', 'version', 'main', 'type', 'exports', 'imports'] as const;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A `package.json` reduced to what resolution reads, as text. */
export function prunePackageJson(text: string): string {
  const full = JSON.parse(text) as Record<string, Json>;
  const kept = resolutionFields.flatMap((field) =>
    full[field] === undefined ? [] : [[field, withoutTypes(full[field])]],
  );
  return JSON.stringify(Object.fromEntries(kept));
}

/** Drops the condition `types`, which only compilers set; a subpath starts with `.` and stays. */
function withoutTypes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutTypes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'types');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutTypes(inner)]));
}
