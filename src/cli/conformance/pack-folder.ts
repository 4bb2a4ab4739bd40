/** A folder on disk as entries of a file system snapshot. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSnapshot, type SnapshotEntry } from '../../engine/fs/snapshot.ts';

/** Nothing that a program runs: documentation, types, source maps. */
const UNUSED = /node_modules\/.*\.(md|markdown|map|d\.[cm]?ts|flow)$/i;

function* entriesOf(folder: string, skip: RegExp[], prefix = ''): Generator<SnapshotEntry> {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    const file = join(folder, path);
    if (entry.name === '.git' || skip.some((pattern) => pattern.test(path))) continue;
    if (entry.isDirectory()) yield* entriesOf(folder, skip, path);
    else if (entry.isSymbolicLink()) yield { path, mode: 0o120777, symlink: readlinkSync(file) };
    else if (entry.isFile()) {
      yield { path, mode: statSync(file).mode, bytes: readFileSync(file) };
    }
  }
}

/**
 * @param extra Further files by path.
 * @param skip Paths, relative to the folder, to leave out.
 */
export function packFolder(
  folder: string,
  extra: Record<string, string>,
  ...skip: RegExp[]
): Uint8Array<ArrayBuffer> {
  const added = Object.entries(extra).map(([path, text]) => ({
    path,
    mode: 0o100644,
    bytes: Buffer.from(text),
  }));
  return encodeSnapshot([...entriesOf(folder, skip), ...added]);
}

/** A package's folder, without what no program reads. */
export const packPackage = (
  folder: string,
  extra: Record<string, string>,
  skip: RegExp | undefined,
): Uint8Array<ArrayBuffer> => packFolder(folder, extra, UNUSED, ...(skip ? [skip] : []));
