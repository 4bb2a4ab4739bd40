/**
 * PGlite's own files (time zones, dictionaries, collations) and those of its extensions. Few of them are
 * ever read, so none is fetched or unpacked before.
 */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Extension } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { LazyFiles, type EmscriptenModule, type ModuleOptions } from './emscripten.ts';

/** What CREATE EXTENSION finds, beside plpgsql. */
const EXTENSIONS: Record<string, Extension> = {
  btree_gist,
  citext,
  pg_trgm,
  pgcrypto,
  unaccent,
  uuid_ossp,
};

const ROOT = '/pglite';

/** Paths and sizes in bytes of the files of each extension. */
export type ExtensionFiles = Record<string, [path: string, size: number][]>;

const url = (): URL => new URL('pglite.data', import.meta.resolve('@electric-sql/pglite'));

/** For PGlite's `fsBundle`: of the right size, which it checks, and empty. */
export function emptyBundle(): Blob {
  const bytes = new ArrayBuffer(statSync(url()).size);
  return { arrayBuffer: () => Promise.resolve(bytes) } as Blob;
}

/** Has PGlite make the files of the bundle such that they are read at their first use. */
export function bundleLazily({ preRun }: ModuleOptions): void {
  preRun.unshift((module) => {
    const files = new LazyFiles(module);
    let bundle: Uint8Array | undefined;
    module.FS_createDataFile = (path, _parent, { byteOffset, byteLength }) =>
      files.add(path, byteLength, () => {
        bundle ??= readFileSync(url());
        return bundle.slice(byteOffset, byteOffset + byteLength);
      });
  });
}

/** Lists the files of the extensions, which takes unpacking them. */
export async function extensionFiles(): Promise<ExtensionFiles> {
  const entries = Object.keys(EXTENSIONS).map(async (name) => {
    const files = [...untar(await unpack(name))];
    return [name, files.map(([path, bytes]) => [path, bytes.length])] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as ExtensionFiles;
}

/** Adds the files of the extensions, each archive to be unpacked when one of its files is read. */
export async function addExtensions(
  module: EmscriptenModule,
  extensions: ExtensionFiles,
): Promise<void> {
  const lazyFiles = new LazyFiles(module);
  for (const [name, files] of Object.entries(extensions)) {
    const archive = await archiveOf(name);
    let unpacked: Map<string, Uint8Array> | undefined;
    for (const [path, size] of files) {
      lazyFiles.add(`${ROOT}/${path}`, size, () => {
        unpacked ??= untar(gunzipSync(readFileSync(archive)));
        return unpacked.get(path)!;
      });
    }
  }
}

async function archiveOf(name: string): Promise<URL> {
  // Only where the archive lies is asked: PGlite would unpack it at once.
  const { bundlePath } = await EXTENSIONS[name]!.setup(undefined as never, {});
  return bundlePath!;
}

const unpack = async (name: string): Promise<Uint8Array> =>
  gunzipSync(readFileSync(await archiveOf(name)));

const BLOCK = 512;
const REGULAR_FILE = 0x30;

/**
 * The regular files of a tar archive, by path (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html,
 * "ustar Interchange Format").
 */
export function untar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (at: number, length: number): string =>
    Buffer.from(archive.subarray(at, at + length))
      .toString()
      .replace(/\0.*/s, '');
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    const prefix = text(at + 345, 155);
    const path = (prefix && `${prefix}/`) + text(at, 100);
    const size = parseInt(text(at + 124, 12), 8) || 0;
    const type = archive[at + 156]!;
    at += BLOCK;
    // A link to the folder itself, and what a Mac has left there.
    const isFile = (type === REGULAR_FILE || type === 0) && !path.startsWith('.');
    if (isFile) files.set(path, archive.slice(at, at + size));
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
