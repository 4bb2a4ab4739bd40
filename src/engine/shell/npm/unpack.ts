/** Writes a package's archive into its folder. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';
import { NpmError } from './npm-error.ts';

/** Files of an archive by their path in the package, which lies in one folder of any name. */
export function filesOf(
  tarball: Uint8Array<ArrayBuffer>,
): Map<string, { bytes: Uint8Array; executable: boolean }> {
  const files = new Map<string, { bytes: Uint8Array; executable: boolean }>();
  // A copy: the parser reads the whole buffer, of which a small result of zlib is only a part.
  const archive = new Uint8Array(gunzipSync(tarball));
  for (const { name, type, data, attrs } of parseTar(archive)) {
    if (!data || (type !== undefined && type !== 'file' && (type as string) !== '0')) continue;
    const path = normalize(name.replace(/^(?:\.\/)?[^/]+\//, ''));
    // An archive must not write outside its package.
    if (path.startsWith('..') || path.startsWith('/')) {
      throw new NpmError(`${name}: an archive with a path outside its package`, {
        code: 'EBADPATH',
      });
    }
    const executable = (parseInt(attrs?.mode ?? '644', 8) & 0o111) !== 0;
    files.set(path, { bytes: data, executable });
  }
  return files;
}

/** Replaces what is in the folder. */
export function unpack(tarball: Uint8Array<ArrayBuffer>, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const made = new Set<string>();
  for (const [path, { bytes, executable }] of filesOf(tarball)) {
    const full = join(folder, path);
    const parent = dirname(full);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(full, bytes);
    if (executable) chmodSync(full, 0o755);
  }
}
