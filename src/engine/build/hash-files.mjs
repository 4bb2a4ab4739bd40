// @ts-check
/**
 * Tells by contents whether files are as they were: a checkout or a clone changes every file's time.
 * JavaScript, because `npm start` needs it on a Node that runs no TypeScript.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The files under a path, or the path itself.
 *
 * @param {string} folder
 * @param {string} path
 * @param {(name: string) => boolean} isLeftOut
 * @returns {Promise<string[]>}
 */
const filesOf = async (folder, path, isLeftOut) => {
  const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !isLeftOut(name))
      .map((entry) => {
        const inside = join(path, entry.name);
        return entry.isDirectory() ? filesOf(folder, inside, isLeftOut) : [inside];
      }),
  );
  return nested.flat();
};

/**
 * A hash of names and contents of files, for these and for all in folders.
 *
 * @param {string} folder That the paths are relative to.
 * @param {readonly string[]} paths One that is missing counts too.
 * @param {(name: string) => boolean} [isLeftOut] By the name of a file or folder.
 */
export const hashFiles = async (folder, paths, isLeftOut = () => false) => {
  const lists = await Promise.all(paths.map((path) => filesOf(folder, path, isLeftOut)));
  const hash = createHash('sha256');
  for (const file of lists.flat().sort()) {
    const contents = await readFile(join(folder, file)).catch(() => 'missing');
    hash.update(`${file.split(sep).join('/')}\0${contents.length}\0`).update(contents);
  }
  return hash.digest('hex');
};
