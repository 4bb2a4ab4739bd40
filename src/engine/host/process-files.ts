/** `/proc`: what `ps` reads about the processes of the container. */
import { encodeUtf8 } from '../bytes/utf8.ts';
import { makeDirectories } from '../fs/directories.ts';
import type { FileTree } from '../fs/file-tree.ts';
import { writeFile } from '../fs/files.ts';
import { removeTree } from '../fs/remove.ts';

export interface ListedProcess {
  pid: number;
  ppid: number;
  command: readonly string[];
}

/** Keeps the folders in step with the process table. */
export class ProcessFiles {
  readonly #tree: FileTree;
  /** Parent by process. */
  readonly #listed = new Map<number, number>();

  constructor(tree: FileTree) {
    this.#tree = tree;
    makeDirectories(tree, '/proc');
  }

  update(processes: readonly ListedProcess[]): void {
    const living = new Set(processes.map(({ pid }) => pid));
    for (const pid of this.#listed.keys()) {
      if (living.has(pid)) continue;
      this.#listed.delete(pid);
      this.#quietly(() => removeTree(this.#tree, `/proc/${pid}`));
    }
    for (const { pid, ppid, command } of processes) {
      if (this.#listed.get(pid) === ppid) continue;
      this.#listed.set(pid, ppid);
      const folder = `/proc/${pid}`;
      this.#quietly(() => {
        makeDirectories(this.#tree, folder);
        this.#write(`${folder}/status`, `Name:\t${command[0]}\nPid:\t${pid}\nPPid:\t${ppid}\n`);
        this.#write(`${folder}/cmdline`, command.map((word) => `${word}\0`).join(''));
      });
    }
  }

  #write(path: string, text: string): void {
    writeFile(this.#tree, path, encodeUtf8(text));
  }

  /** A program may have put something else there, which must not stop the page. */
  #quietly(action: () => void): void {
    try {
      action();
    } catch {
      // `ps` then shows less.
    }
  }
}
