/** What was compressed by earlier builds, by contents: a build writes all files anew, most as they were. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Compress = (raw: Buffer) => Promise<Buffer>;

export class CompressedCache {
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Keeps `compress(raw)`, unless an earlier build has.
   *
   * @param kind Tells apart what is made of the same bytes, as in `9.br`.
   * @returns Path of the file that holds it.
   */
  async keep(raw: Buffer, kind: string, compress: Compress): Promise<string> {
    const name = `${createHash('sha256').update(raw).digest('hex').slice(0, 32)}.${kind}`;
    const kept = join(this.#folder, name);
    this.#used.add(name);
    if (await stat(kept).catch(() => undefined)) return kept;
    const compressed = await compress(raw);
    await mkdir(this.#folder, { recursive: true });
    // A build that is ended here must not leave half a file to the next.
    const unfinished = `${kept}.${randomUUID()}`;
    await writeFile(unfinished, compressed);
    await rename(unfinished, kept);
    return kept;
  }

  /** Removes what was not used. */
  async prune(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const unused = names.filter((name) => !this.#used.has(name));
    await Promise.all(unused.map((name) => rm(join(this.#folder, name))));
  }
}
