/** The container's `fs` as the client calls it: what cannot be cloned is changed into what can. */
import type { BufferEncoding, DirEnt, FileSystemAPI, FSWatchCallback } from '@webcontainer/api';
import { proxy } from 'comlink';
import { entryType, wireEntryTypes } from './wire.ts';

type Entry = string | Uint8Array | DirEnt<string | Uint8Array>;

const isDirEnt = (entry: Entry): entry is DirEnt<string | Uint8Array> =>
  typeof entry === 'object' && 'isFile' in entry;

const toWireEntry = (entry: Entry): unknown => {
  if (!isDirEnt(entry)) return entry;
  const type = entry.isDirectory()
    ? wireEntryTypes.directory
    : entry.isFile()
      ? wireEntryTypes.file
      : undefined;
  return { name: entry.name, [entryType]: type };
};

/** Methods of a class, so that the client's Comlink finds them by their names. */
export class HostFileSystem {
  readonly #fs: FileSystemAPI;

  constructor(fs: FileSystemAPI) {
    this.#fs = fs;
  }

  readFile(path: string, encoding?: BufferEncoding | null): Promise<string | Uint8Array> {
    return encoding ? this.#fs.readFile(path, encoding) : this.#fs.readFile(path);
  }

  writeFile(...args: Parameters<FileSystemAPI['writeFile']>): Promise<void> {
    return this.#fs.writeFile(...args);
  }

  async readdir(path: string, options?: unknown): Promise<unknown[]> {
    const entries: Entry[] = await this.#fs.readdir(path, options as undefined);
    return entries.map(toWireEntry);
  }

  mkdir(path: string, options?: { recursive?: boolean }): Promise<unknown> {
    return this.#fs.mkdir(path, options as { recursive: true });
  }

  rm(...args: Parameters<FileSystemAPI['rm']>): Promise<void> {
    return this.#fs.rm(...args);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#fs.rename(from, to);
  }

  watch(path: string, options: unknown, listener: FSWatchCallback | undefined): object {
    // The client leaves the options out as `null`, which is a valid encoding and nothing else.
    const watcher = this.#fs.watch(path, options as null, (event, name) => {
      void listener?.(event, name);
    });
    return proxy({ close: () => watcher.close() });
  }
}
