/** Steps of a build that are left out where they would make the same again. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The last file that a step writes into its folder. */
const LAST_FILE = 'manifest.json';

export interface Step {
  /** Absolute path of the folder that the step writes; beside it, it is remembered what it was made of. */
  folder: string;
  /** A hash of everything that its files depend on. */
  inputs: string;
  make: () => Promise<void>;
}

/** Runs `make` unless it has already made the folder of the same inputs. @returns Whether it ran. */
export async function makeUnlessUpToDate({ folder, inputs, make }: Step): Promise<boolean> {
  const stamp = `${folder.replace(/\/$/, '')}.inputs`;
  const made = await readFile(stamp, 'utf8').catch(() => undefined);
  if (made === inputs && existsSync(join(folder, LAST_FILE))) return false;
  // One that is interrupted leaves the folder half made.
  await rm(stamp, { force: true });
  await make();
  await writeFile(stamp, inputs);
  return true;
}
