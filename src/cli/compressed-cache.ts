/** What was compressed by earlier builds, by contents: a build writes all files anew, most as they were. */
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export class CompressedCache {
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes `compress(raw)` to `target`, or what that gave the last time.
   *
   * @param kind Tells apart what is made of the same bytes, as in `9.br`.
   */
  async write(
    raw: Buffer,
    target: string,
    kind: string,
    compress: (raw: Buffer) => Promise<Buffer>,
  ): Promise<void> {
    const name = `${createHash('sha256').update(raw).digest('hex').slice(0, 32)}.${kind}`;
    const kept = join(this.#folder, name);
    this.#used.add(name);
    try {
      await copyFile(kept, target);
    } catch {
      const compressed = await compress(raw);
      await writeFile(target, compressed);
      await mkdir(this.#folder, { recursive: true });
      // A build that is ended here must not leave half a file to the next.
      const unfinished = `${kept}.${randomUUID()}`;
      await writeFile(unfinished, compressed);
      await rename(unfinished, kept);
    }
  }

  /** Removes what was not used. */
  async prune(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const unused = names.filter((name) => !this.#used.has(name));
    await Promise.all(unused.map((name) => rm(join(this.#folder, name))));
  }
}
