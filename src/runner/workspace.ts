/** The example's files as the author wrote them, with the reader's edits on top. */
import type { FileSystemTree } from '../container/container.ts';
import type { Example, ExampleFile } from './example.ts';
import { dayFolder } from './example.ts';

const decodeBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

export class Workspace {
  readonly #example: Example;
  readonly #authored: ReadonlyMap<string, ExampleFile>;
  #edits = new Map<string, string>();
  /** Paths whose contents in the container are not those of the editor. */
  readonly #pending = new Set<string>();
  readonly #listeners = new Set<(path: string) => void>();

  constructor(example: Example) {
    this.#example = example;
    this.#authored = new Map(example.files.map((file) => [file.path, file]));
  }

  get folder(): string {
    return dayFolder(this.#example.day);
  }

  /** Paths of the text files, in the example's order. */
  get paths(): string[] {
    return [...this.#authored.values()]
      .filter(({ encoding }) => encoding !== 'base64')
      .map(({ path }) => path);
  }

  /** Calls back with the path of each file whose text becomes another. */
  onChange(listener: (path: string) => void, signal?: AbortSignal): void {
    this.#listeners.add(listener);
    signal?.addEventListener('abort', () => this.#listeners.delete(listener));
  }

  /** Paths of the text files that differ from the author's, in the example's order. */
  get modified(): string[] {
    return [...this.#authored.keys()].filter((path) => this.#edits.has(path));
  }

  isModified(path: string): boolean {
    return this.#edits.has(path);
  }

  /** @returns The text shown in the editor; `undefined` for a binary or unknown file. */
  text(path: string): string | undefined {
    const file = this.#authored.get(path);
    if (!file || file.encoding === 'base64') return undefined;
    return this.#edits.get(path) ?? file.contents;
  }

  /** @returns The author's text; `undefined` for a binary or unknown file. */
  authored(path: string): string | undefined {
    const file = this.#authored.get(path);
    return file?.encoding === 'base64' ? undefined : file?.contents;
  }

  /** The file's bytes with the reader's edits. @throws When the example has no such file. */
  bytes(path: string): Uint8Array<ArrayBuffer> {
    const file = this.#authored.get(path);
    if (!file) throw new Error('the example has no such file');
    return file.encoding === 'base64'
      ? decodeBase64(file.contents)
      : new TextEncoder().encode(this.text(path));
  }

  edit(path: string, contents: string): void {
    const file = this.#authored.get(path);
    if (!file || file.encoding === 'base64') throw new Error(`${path} cannot be edited`);
    if (contents === this.text(path)) return;
    if (contents === file.contents) this.#edits.delete(path);
    else this.#edits.set(path, contents);
    this.#pending.add(path);
    this.#tell(path);
  }

  /** Puts the author's files back. @returns The edits that were dropped, for `restore`. */
  reset(): ReadonlyMap<string, string> {
    const dropped = this.#edits;
    for (const path of dropped.keys()) this.#pending.add(path);
    this.#edits = new Map();
    for (const path of dropped.keys()) this.#tell(path);
    return dropped;
  }

  restore(edits: ReadonlyMap<string, string>): void {
    for (const [path, contents] of edits) this.edit(path, contents);
  }

  /** Everything to mount into a fresh container, relative to its working directory. */
  tree(): FileSystemTree {
    this.#pending.clear();
    const root: FileSystemTree = {};
    for (const file of this.#authored.values()) {
      const segments = [this.folder, ...file.path.split('/')];
      const name = segments.pop() as string;
      let directory = root;
      for (const segment of segments) {
        const node = (directory[segment] ??= { directory: {} });
        if (!('directory' in node)) throw new Error(`${file.path}: ${segment} is a file`);
        directory = node.directory;
      }
      const contents =
        file.encoding === 'base64' ? decodeBase64(file.contents) : (this.text(file.path) ?? '');
      directory[name] = { file: { contents } };
    }
    return root;
  }

  /** Edits that the container has not got yet, relative to its working directory; once only. */
  takePending(): [path: string, contents: string][] {
    const paths = [...this.#pending];
    this.#pending.clear();
    return paths.map((path) => [`${this.folder}/${path}`, this.text(path) ?? '']);
  }

  #tell(path: string): void {
    for (const listener of this.#listeners) listener(path);
  }
}
