/**
 * Data that outlives the process: one file per database in the folder that the environment variable
 * EMBEDDED_DATA names. Without the variable an embedded database starts empty and is gone with its
 * process.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Milliseconds without a further change after which the data are written. */
const quiet = 300;

export interface KeptData {
  /** What was kept last; undefined at the first start, and where nothing is kept. */
  readonly bytes: Uint8Array | undefined;
  /** To be called after each committed change: soon after, `snapshot` is asked and written. */
  changed(): void;
}

/**
 * @param fileName Of the file in the folder, for instance `redis.json`.
 * @param snapshot Everything that a later start needs, in a form of the database's own.
 */
export function keptData(
  fileName: string,
  snapshot: () => Uint8Array | Promise<Uint8Array>,
): KeptData {
  const folder = process.env.EMBEDDED_DATA;
  if (!folder) return { bytes: undefined, changed: () => undefined };
  const path = join(folder, fileName);
  let timer: NodeJS.Timeout | undefined;
  let writing = false;
  const save = async (): Promise<void> => {
    timer = undefined;
    writing = true;
    try {
      write(path, await snapshot());
    } catch (error) {
      console.error(`${path} could not be written: ${(error as Error).message}`);
    } finally {
      writing = false;
    }
  };
  const changed = (): void => {
    // Not delayed by each further change: under constant load it would never be written.
    timer ??= setTimeout(() => (writing ? ((timer = undefined), changed()) : void save()), quiet);
  };
  return { bytes: read(path), changed };
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all: a process that ends while it writes leaves the file as it was. */
function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.next`;
  try {
    writeFileSync(next, bytes);
    renameSync(next, path);
  } finally {
    rmSync(next, { force: true });
  }
}
