/**
 * Every `.ts` file of a container has a stripped `.js` twin beside it, which is what Node runs. This
 * keeps the twins in step and out of sight: to everything above, only the `.ts` file exists.
 * A `.js` file that the author wrote is never replaced.
 */
import type { FileSystemTree } from '../container.ts';
import { isTypeScript, scriptPath, stripTypes } from './strip-types.ts';

const decoder = new TextDecoder();
const textOf = (contents: string | Uint8Array): string =>
  typeof contents === 'string' ? contents : decoder.decode(contents);

/** `./a//b/../c` → `a/c`; the working directory itself is the empty string. */
export const normalize = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};

const join = (folder: string, name: string): string => normalize(`${folder}/${name}`);

export class Twins {
  /** Paths of the generated files. */
  readonly #generated = new Set<string>();
  /** Scripts that the author wrote. */
  readonly #authored = new Set<string>();

  /** Whether a file is a twin, and so no file of the author's. */
  has(path: string): boolean {
    return this.#generated.has(normalize(path));
  }

  /** A copy of a tree with the twins added. */
  async addTo(tree: FileSystemTree, folder = ''): Promise<FileSystemTree> {
    const result: FileSystemTree = {};
    for (const [name, node] of Object.entries(tree)) {
      const path = join(folder, name);
      if ('directory' in node) {
        result[name] =
          name === 'node_modules' ? node : { directory: await this.addTo(node.directory, path) };
        continue;
      }
      result[name] = node;
      if ('contents' in node.file && isTypeScript(path)) {
        const script = scriptPath(name);
        if (script in tree) continue;
        const twin = await this.of(path, node.file.contents);
        if (twin) result[script] = { file: { contents: twin.contents } };
      } else {
        this.#author(path);
      }
    }
    return result;
  }

  /** The twin that belongs to a file just written, or `undefined` when it needs none. */
  async of(
    path: string,
    contents: string | Uint8Array,
  ): Promise<{ path: string; contents: string } | undefined> {
    const file = normalize(path);
    if (!isTypeScript(file)) {
      this.#author(file);
      return undefined;
    }
    const script = scriptPath(file);
    if (this.#authored.has(script)) return undefined;
    const stripped = await stripTypes(file, textOf(contents));
    this.#generated.add(script);
    return { path: script, contents: stripped };
  }

  /** Forgets a removed file or folder. Returns the twin to remove with it, if there is one. */
  forget(path: string): string | undefined {
    const removed = normalize(path);
    const script = isTypeScript(removed) ? scriptPath(removed) : undefined;
    const twin = script !== undefined && this.#generated.delete(script) ? script : undefined;
    for (const set of [this.#generated, this.#authored]) {
      for (const entry of set) {
        if (removed === '' || entry === removed || entry.startsWith(`${removed}/`)) {
          set.delete(entry);
        }
      }
    }
    return twin;
  }

  /** Follows a renamed folder; a renamed file is a `forget` and an `of`. */
  moveFolder(from: string, to: string): void {
    const [source, target] = [normalize(from), normalize(to)];
    for (const set of [this.#generated, this.#authored]) {
      for (const entry of [...set]) {
        if (!entry.startsWith(`${source}/`)) continue;
        set.delete(entry);
        set.add(target + entry.slice(source.length));
      }
    }
  }

  /** A copy of a tree without the twins. */
  removeFrom(tree: FileSystemTree, folder: string): FileSystemTree {
    const result: FileSystemTree = {};
    for (const [name, node] of Object.entries(tree)) {
      const path = join(folder, name);
      if ('directory' in node) {
        result[name] = { directory: this.removeFrom(node.directory, path) };
      } else if (!this.#generated.has(path)) {
        result[name] = node;
      }
    }
    return result;
  }

  #author(path: string): void {
    this.#generated.delete(path);
    if (/\.[mc]?js$/.test(path)) this.#authored.add(path);
  }
}
