/** The public registry of packages, reached by `fetch`. */
import { createHash } from 'node:crypto';
import semver from 'semver';
import { NpmError } from './npm-error.ts';
import type { PackageJson } from './package-json.ts';
import { specText, type PackageSpec } from './spec.ts';

export const DEFAULT_REGISTRY = 'https://registry.npmjs.org/';

export interface Manifest extends PackageJson {
  name: string;
  version: string;
  os?: string[];
  cpu?: string[];
  deprecated?: string;
  hasInstallScript?: boolean;
  dist: { tarball: string; integrity?: string; shasum?: string };
}

interface Packument {
  name: string;
  'dist-tags': Record<string, string>;
  versions: Record<string, Manifest>;
}

/** The registry cannot be reached: the reader is offline, or a server in between refuses. */
export class RegistryUnreachable extends Error {}

/** The short form of a package's document, without what only people read. */
const CORGI = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';

export class Registry {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #packuments = new Map<string, Promise<Packument>>();

  constructor(url: string, signal: AbortSignal) {
    this.#url = url.endsWith('/') ? url : `${url}/`;
    this.#signal = signal;
  }

  /** The version that npm would choose. @throws NpmError E404, ETARGET; RegistryUnreachable */
  async manifest(spec: PackageSpec): Promise<Manifest> {
    const packument = await this.#packument(spec.registryName);
    const version = chooseVersion(packument, spec.range || 'latest');
    const manifest = version === undefined ? undefined : packument.versions[version];
    if (!manifest) {
      throw new NpmError(`No matching version found for ${specText(spec)}.`, { code: 'ETARGET' });
    }
    return manifest;
  }

  /** The package's archive, checked against its digest. @throws NpmError EINTEGRITY */
  async tarball({ name, version, dist }: Manifest): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#fetch(dist.tarball, '*/*');
    if (!response.ok) {
      throw new NpmError(`${response.status} ${response.statusText} - GET ${dist.tarball}`, {
        code: `E${response.status}`,
      });
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!matchesDigest(bytes, dist)) {
      throw new NpmError(
        `${name}@${version}: the archive is not the one that the registry describes. Nothing was installed.`,
        { code: 'EINTEGRITY' },
      );
    }
    return bytes;
  }

  #packument(name: string): Promise<Packument> {
    const known = this.#packuments.get(name);
    if (known) return known;
    const asked = this.#load(name);
    this.#packuments.set(name, asked);
    return asked;
  }

  async #load(name: string): Promise<Packument> {
    const url = this.#url + name.replace('/', '%2f');
    const response = await this.#fetch(url, CORGI);
    if (response.status === 404) {
      throw new NpmError(`404 Not Found - GET ${url}\n'${name}' is not in this registry.`, {
        code: 'E404',
      });
    }
    if (!response.ok) {
      throw new NpmError(`${response.status} ${response.statusText} - GET ${url}`, {
        code: `E${response.status}`,
      });
    }
    return (await response.json()) as Packument;
  }

  async #fetch(url: string, accept: string): Promise<Response> {
    try {
      return await fetch(url, { headers: { Accept: accept }, signal: this.#signal });
    } catch (error) {
      if (this.#signal.aborted) throw this.#signal.reason;
      throw new RegistryUnreachable(`${new URL(url).host} cannot be reached`, { cause: error });
    }
  }
}

/** A tag's version; for a range the newest, but `latest` where that fits, as npm prefers it. */
export function chooseVersion(
  packument: Pick<Packument, 'dist-tags' | 'versions'>,
  range: string,
): string | undefined {
  const tags = packument['dist-tags'];
  if (Object.hasOwn(tags, range)) return tags[range];
  if (semver.validRange(range) === null) return undefined;
  if (tags.latest !== undefined && semver.satisfies(tags.latest, range, { loose: true })) {
    return tags.latest;
  }
  const versions = Object.keys(packument.versions);
  const current = versions.filter((version) => !packument.versions[version]!.deprecated);
  const best = (among: string[]): string | undefined =>
    semver.maxSatisfying(among, range, { loose: true }) ?? undefined;
  return best(current) ?? best(versions);
}

/** Subresource Integrity with SHA-512, or the SHA-1 of old packages. */
export function matchesDigest(bytes: Uint8Array, dist: Manifest['dist']): boolean {
  const expected = dist.integrity?.split(/\s+/).find((text) => text.startsWith('sha512-'));
  if (expected !== undefined) {
    return createHash('sha512').update(bytes).digest('base64') === expected.slice('sha512-'.length);
  }
  return (
    dist.shasum !== undefined && createHash('sha1').update(bytes).digest('hex') === dist.shasum
  );
}
