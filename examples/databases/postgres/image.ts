/**
 * A server that has started, to go on from: what it has in its memory, its files and those that it has
 * open. PostgreSQL's start, and the first look at its catalogues, are then those of the build.
 *
 * It holds for one build of PGlite only, with the same start parameters. What is compiled and linked is
 * not in it: a new module gives its functions the same places in its table, as long as it is made in the
 * same way. So no library may be loaded when the image is made.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ExtensionFiles } from './bundle.ts';
import { LazyFiles, type EmscriptenModule, type FileNode, type Stream } from './emscripten.ts';

const DATA = '/pglite/data';
const PAGE = 4096;
/** Files that everyone has open from the start: stdin, stdout, stderr. */
const STANDARD_FILES = 3;

/** Where something lies in the image, in bytes from the end of its header; compressed. */
type Span = [at: number, length: number];

interface Header {
  /** Size of the module's table of functions. */
  functions: number;
  stackPointer: number;
  /** Numbers of the pages of `memory`, in ranges. */
  pages: [first: number, count: number][];
  memory: Span;
  /** Addresses of the times at which the server and its session started. */
  startTimes: number[];
  /** What a new connection is told of the server: ParameterStatus. */
  parameters: [name: string, value: string][];
  folders: string[];
  /** `size` in bytes; what is compressed ends with the last byte that is not zero. */
  files: [path: string, size: number, ...content: Span][];
  /** Those without a path are the two ends of a pipe. */
  streams: { fd: number; path?: string; flags: number }[];
  extensions: ExtensionFiles;
}

/** Makes an image of a server that waits for a query. */
export function captureImage(
  module: EmscriptenModule,
  functions: number,
  /** Of a module that has been made in the same way, without a server. */
  untouched: Uint8Array,
  extensions: ExtensionFiles,
  /** Microseconds since 2000, as PostgreSQL keeps them, of what is to have just happened at a restart. */
  startTimes: readonly bigint[],
  parameters: [name: string, value: string][],
): Buffer {
  const memory = Buffer.from(module.HEAPU8.buffer, 0, module.HEAPU8.length);
  const pages = changedPages(memory, untouched);
  const content = new Content();
  const folders: string[] = [];
  const files: Header['files'] = [];
  const walk = (folder: FileNode, path: string): void => {
    folders.push(path);
    for (const [name, node] of Object.entries(folder.contents as Record<string, FileNode>)) {
      if (module.FS.isDir(node.mode)) walk(node, `${path}/${name}`);
      else {
        const bytes = (node.contents as Uint8Array).subarray(0, node.usedBytes);
        files.push([`${path}/${name}`, node.usedBytes, ...content.add(withoutEnd(bytes))]);
      }
    }
  };
  const used = pages.map(([first, count]) => memory.subarray(first * PAGE, (first + count) * PAGE));
  const memorySpan = content.add(Buffer.concat(used));
  walk(module.FS.lookupPath(DATA).node, DATA);
  const header: Header = {
    functions,
    stackPointer: module.stackSave(),
    pages,
    memory: memorySpan,
    startTimes: startTimes.flatMap((time) => addressesOf(time, memory)),
    parameters,
    folders,
    files,
    streams: module.FS.streams.flatMap((stream, fd) => {
      if (!stream || fd < STANDARD_FILES) return [];
      const { path, flags } = stream;
      return [{ fd, flags, ...(path.startsWith('/') && { path }) }];
    }),
    extensions,
  };
  const packed = deflateRawSync(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packed.length);
  return Buffer.concat([length, packed, ...content.parts]);
}

/** An image as it is saved. */
export class Image {
  readonly #header: Header;
  readonly #content: Uint8Array;

  constructor(saved: Uint8Array) {
    const { buffer, byteOffset, byteLength } = saved;
    const length = new DataView(buffer, byteOffset, byteLength).getUint32(0, true);
    const header = inflateRawSync(saved.subarray(4, 4 + length)).toString();
    this.#header = JSON.parse(header) as Header;
    this.#content = saved.subarray(4 + length);
  }

  /**
   * Whether it is an image for a module with a table of so many functions. The memory refers to places in it,
   * and JavaScriptCore, which gives a function that is exported twice two identities, has other ones.
   */
  fits(functions: number): boolean {
    return functions === this.#header.functions;
  }

  get extensions(): ExtensionFiles {
    return this.#header.extensions;
  }

  get parameters(): [name: string, value: string][] {
    return this.#header.parameters;
  }

  /**
   * Makes the server of a module that has none that of the image.
   *
   * @param makePipe Opens a pipe at the next two descriptors.
   */
  restore(module: EmscriptenModule, makePipe: () => void): void {
    const { pages, startTimes, folders, files, streams, stackPointer } = this.#header;
    const { FS, HEAPU8 } = module;
    let at = 0;
    const memory = this.#read(this.#header.memory);
    for (const [first, count] of pages) {
      HEAPU8.set(memory.subarray(at, (at += count * PAGE)), first * PAGE);
    }
    const now = (BigInt(Date.now()) - EPOCH) * 1000n;
    const view = new DataView(HEAPU8.buffer);
    for (const address of startTimes) view.setBigInt64(address, now, true);
    for (const folder of folders) FS.mkdirTree(folder);
    const lazyFiles = new LazyFiles(module);
    for (const [path, size, ...content] of files) {
      lazyFiles.add(path, size, () => this.#file(size, content));
    }
    for (const { fd, path, flags } of streams) {
      if (path) reopen(module, fd, path, flags);
      else {
        if (!FS.streams[fd]) makePipe();
        FS.streams[fd]!.flags = flags;
      }
    }
    FS.chdir(DATA);
    module.stackRestore(stackPointer);
  }

  #read([at, length]: Span): Buffer {
    return inflateRawSync(this.#content.subarray(at, at + length));
  }

  #file(size: number, content: Span): Uint8Array {
    const bytes = new Uint8Array(size);
    if (content[1] > 0) bytes.set(this.#read(content));
    return bytes;
  }
}

/** 2000-01-01, in milliseconds since 1970. */
const EPOCH = 946_684_800_000n;

/** Without that one of them creates a file or empties it. */
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;

function reopen({ FS }: EmscriptenModule, fd: number, path: string, flags: number): void {
  const stream: Stream = FS.open(path, flags & ~(O_CREAT | O_EXCL | O_TRUNC));
  if (stream.fd === fd) return;
  FS.closeStream(stream.fd);
  FS.createStream(stream, fd);
}

/** Compressed pieces; the same one is kept once. (Template databases are copies of each other.) */
class Content {
  readonly parts: Buffer[] = [];
  readonly #known = new Map<string, Span>();
  #length = 0;

  add(bytes: Uint8Array): Span {
    if (bytes.length === 0) return [0, 0];
    const key = createHash('sha256').update(bytes).digest('base64');
    let span = this.#known.get(key);
    if (!span) {
      // 9 takes half as long again, for a thousandth of the bytes.
      const packed = deflateRawSync(bytes, { level: 8 });
      span = [this.#length, packed.length];
      this.#known.set(key, span);
      this.parts.push(packed);
      this.#length += packed.length;
    }
    return span;
  }
}

function changedPages(memory: Buffer, untouched: Uint8Array): Header['pages'] {
  const pages: Header['pages'] = [];
  for (let page = 0; page * PAGE < memory.length; page++) {
    const at = page * PAGE;
    const before = untouched.subarray(at, at + PAGE);
    if (memory.compare(before, 0, before.length, at, at + PAGE) === 0) continue;
    const last = pages.at(-1);
    if (last && last[0] + last[1] === page) last[1]++;
    else pages.push([page, 1]);
  }
  return pages;
}

function withoutEnd(bytes: Uint8Array): Uint8Array {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return bytes.subarray(0, length);
}

function addressesOf(time: bigint, memory: Buffer): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(time);
  const found = [];
  for (let at = memory.indexOf(bytes); at >= 0; at = memory.indexOf(bytes, at + 1)) found.push(at);
  return found;
}
