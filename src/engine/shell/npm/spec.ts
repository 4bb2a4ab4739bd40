/** What a user or a `package.json` asks for: `name`, `name@range`, `name@tag`, `alias@npm:name@range`. */
import semver from 'semver';
import { NpmError } from './npm-error.ts';

export interface PackageSpec {
  /** Folder in `node_modules`. */
  name: string;
  /** The package in the registry; differs for an alias. */
  registryName: string;
  /** A range of versions, or a tag such as `latest`. */
  range: string;
}

const NAME = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;

/** @throws NpmError for what is no package of a registry */
export function parseSpec(text: string): PackageSpec {
  const at = text.indexOf('@', 1);
  const [name, range] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  return dependencySpec(name, range);
}

/** An entry of `dependencies`. @throws NpmError */
export function dependencySpec(name: string, range: string): PackageSpec {
  if (
    !NAME.test(name) ||
    /^(?:file|git|github|https?|link|workspace)[:+]|^[^@]+\/[^@]+$/.test(range)
  ) {
    throw new NpmError(
      `${range ? `${name}@${range}` : name}: packages come from this site or the registry here, not from folders, git or URLs.`,
      { code: 'EUNSUPPORTED' },
    );
  }
  if (range.startsWith('npm:')) return { ...parseSpec(range.slice(4)), name };
  return { name, registryName: name, range: range.trim() };
}

/** Whether a version is one that was asked for. A tag is met by whatever is there. */
export function satisfies(version: string | undefined, range: string): boolean {
  if (version === undefined) return false;
  return semver.validRange(range) === null || semver.satisfies(version, range, { loose: true });
}

export const specText = ({ name, range }: Pick<PackageSpec, 'name' | 'range'>): string =>
  range ? `${name}@${range}` : name;
