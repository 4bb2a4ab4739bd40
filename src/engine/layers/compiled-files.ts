/** What files were compiled to by an earlier build: most packages are as they were. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CompiledFile } from './compiled-file.ts';

interface Kept {
  /** Of the code that compiled them: another one might do it in another way. */
  compiler: string;
  files: Record<string, CompiledFile>;
}

export class CompiledFiles {
  readonly #file: string | undefined;
  readonly #compiler: string;
  readonly #kept: Kept['files'];
  readonly #used: Kept['files'] = {};
  #isChanged = false;

  /**
   * @param file Absolute path of what is kept between builds; without one, nothing is.
   * @param compiler Says which compiler it is.
   */
  constructor(file?: string, compiler = '') {
    this.#file = file;
    this.#compiler = compiler;
    const kept = file === undefined ? undefined : readKept(file);
    this.#kept = kept?.compiler === compiler ? kept.files : {};
  }

  /**
   * @param inputs All that the result depends on.
   * @returns What `compile` returned, now or in the build before.
   */
  get<T extends CompiledFile>(inputs: readonly (string | Uint8Array)[], compile: () => T): T {
    const hash = createHash('sha256');
    for (const input of inputs) hash.update(`${input.length}\0`).update(input);
    const key = hash.digest('base64');
    let file = this.#kept[key] as T | undefined;
    if (!file) {
      file = compile();
      // There is nothing to it, and JSON has no bytes.
      if (file.kind === 'binary') return file;
      this.#isChanged = true;
    }
    this.#used[key] = file;
    return file;
  }

  /** Keeps what was asked for, and forgets the rest. */
  save(): void {
    const hasUnused = Object.keys(this.#kept).length > Object.keys(this.#used).length;
    if (this.#file === undefined || !(this.#isChanged || hasUnused)) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    // A build that is ended here must not leave half a file to the next.
    const unfinished = `${this.#file}.${randomUUID()}`;
    const kept: Kept = { compiler: this.#compiler, files: this.#used };
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, this.#file);
  }
}

function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    // None yet, or not whole: it is made anew.
    return undefined;
  }
}
