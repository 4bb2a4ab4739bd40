/**
 * What is used of PGlite's Emscripten module, which PGlite does not type: its files in memory (MEMFS), its
 * open files and its stack. https://emscripten.org/docs/api_reference/Filesystem-API.html
 */
export interface FileNode {
  mode: number;
  usedBytes: number;
  /** Of a file its bytes, of a folder its entries. */
  contents: Uint8Array | Record<string, FileNode>;
}

export interface Stream {
  fd: number;
  path: string;
  flags: number;
}

export interface EmscriptenModule {
  HEAPU8: Uint8Array<ArrayBuffer>;
  FS: {
    streams: (Stream | null | undefined)[];
    isDir(mode: number): boolean;
    mkdirTree(path: string): void;
    lookupPath(path: string): { node: FileNode };
    chdir(path: string): void;
    open(path: string, flags: number): Stream;
    closeStream(fd: number): void;
    createStream(stream: Stream, fd: number): Stream;
  };
  MEMFS: { createNode(parent: FileNode, name: string, mode: number, device: number): FileNode };
  FS_createDataFile(path: string, parent: null, bytes: Uint8Array): void;
  stackSave(): number;
  stackRestore(pointer: number): void;
}

/** The options with which PGlite makes its module, as far as they are changed. */
export interface ModuleOptions {
  preRun: ((module: EmscriptenModule) => void)[];
}

/** Of a regular file that everyone may read and write. */
const FILE_MODE = 0o100666;

/** Makes files whose bytes are read when PostgreSQL first looks at them; `stat` does not. */
export class LazyFiles {
  readonly #module: EmscriptenModule;
  readonly #folders = new Map<string, FileNode>();

  constructor(module: EmscriptenModule) {
    this.#module = module;
  }

  /** @param read Gives the file's `size` bytes, and must give no others: they are written to. */
  add(path: string, size: number, read: () => Uint8Array): void {
    const at = path.lastIndexOf('/');
    const folder = this.#folder(path.slice(0, at));
    const file = this.#module.MEMFS.createNode(folder, path.slice(at + 1), FILE_MODE, 0);
    file.usedBytes = size;
    const hold = (value: Uint8Array): Uint8Array => {
      Object.defineProperty(file, 'contents', { value, writable: true, enumerable: true });
      return value;
    };
    Object.defineProperty(file, 'contents', {
      configurable: true,
      enumerable: true,
      get: () => hold(read()),
      set: hold,
    });
  }

  #folder(path: string): FileNode {
    let folder = this.#folders.get(path);
    if (!folder) {
      const { FS } = this.#module;
      FS.mkdirTree(path);
      folder = FS.lookupPath(path).node;
      this.#folders.set(path, folder);
    }
    return folder;
  }
}
