/** The `blob` binding: what `Blob`s hold, in memory or in a file, and the registry of `blob:` URLs. */
import { browser } from '../core/browser.ts';
import type { Binding, Fn } from '../core/node-data.ts';
import { registerCloneable } from '../core/transferable.ts';
import { fileTree } from '../fs/process-tree.ts';
import { absolutePath } from '../fs/process-files.ts';
import { lookup } from '../fs/walk.ts';

/** What `pull` reports besides bytes. */
const END = 0;
const MORE = 1;
const ERROR = -1;

/** A read at most; larger parts come in several. */
const CHUNK = 64 * 1024;

interface Part {
  length: number;
  /** The bytes of a range, or `undefined` when they cannot be read any more. */
  read(start: number, end: number): Uint8Array | undefined;
}

const inMemory = (bytes: Uint8Array): Part => ({
  length: bytes.length,
  read: (start, end) => bytes.subarray(start, end),
});

class BlobHandle {
  readonly parts: readonly Part[];
  readonly length: number;

  constructor(parts: readonly Part[]) {
    this.parts = parts;
    this.length = parts.reduce((length, part) => length + part.length, 0);
  }

  slice(start: number, end: number): BlobHandle {
    const parts: Part[] = [];
    let offset = 0;
    for (const part of this.parts) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, part.length);
      // An empty part tells by its read whether its file is still as it was.
      if (from < to || (part.length === 0 && from === 0)) {
        const read: Part['read'] = (a, b) => part.read(from + a, from + b);
        parts.push({ length: Math.max(0, to - from), read });
      }
      offset += part.length;
    }
    return new BlobHandle(parts);
  }

  getReader(): BlobReader {
    return new BlobReader(this.parts);
  }
}

class BlobReader {
  #parts: readonly Part[];
  #index = 0;
  #offset = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Calls back with a status, and with a buffer of its own. */
  pull(callback: (status: number, buffer?: ArrayBuffer) => void): void {
    let part = this.#parts[this.#index];
    while (part && this.#offset >= part.length) {
      if (part.length === 0 && !part.read(0, 0)) return callback(ERROR);
      part = this.#parts[++this.#index];
      this.#offset = 0;
    }
    if (!part) return callback(END);
    const end = Math.min(this.#offset + CHUNK, part.length);
    const bytes = part.read(this.#offset, end);
    if (!bytes) return callback(ERROR);
    this.#offset = end;
    callback(MORE, bytes.slice().buffer as ArrayBuffer);
  }

  /** All parts are here: no read ever has to wait. */
  setWakeup(): void {}
}

// Not the original's parts, for those of another thread cannot be read from here.
registerCloneable(
  BlobHandle,
  'blob:Blob',
  ({ parts }) => parts.map((part) => part.read(0, part.length)?.slice()),
  (parts, original) => {
    const made = parts.map((bytes) => (bytes ? inMemory(bytes) : { length: 0, read: unreadable }));
    return original ?? new BlobHandle(made);
  },
);
const unreadable = (): undefined => undefined;

function createBlob(sources: (Uint8Array | BlobHandle)[]): BlobHandle {
  return new BlobHandle(
    sources.flatMap((source) => (source instanceof BlobHandle ? source.parts : inMemory(source))),
  );
}

/** `[blob, length]`, or `undefined` when there is no such file. It can be read until the file changes. */
function createBlobFromFilePath(path: string): [BlobHandle, number] | undefined {
  const absolute = absolutePath(path);
  const inode = lookup(fileTree, absolute);
  if (inode?.kind !== 'file') return undefined;
  const length = inode.content.size;
  const { mtime } = inode;
  const read: Part['read'] = (start, end) => {
    const now = lookup(fileTree, absolute);
    if (now?.kind !== 'file' || now.content.size !== length || now.mtime !== mtime)
      return undefined;
    return now.content.bytes().subarray(start, end);
  };
  return [new BlobHandle([{ length, read }]), length];
}

function concat(buffers: (ArrayBuffer | ArrayBufferView)[]): ArrayBuffer {
  const parts = buffers.map((part) =>
    ArrayBuffer.isView(part)
      ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      : new Uint8Array(part),
  );
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined.buffer;
}

type StoredObject = [handle: BlobHandle, length: number, type: string];

export function blob(stub: Binding): Binding {
  const stored = new Map<string, StoredObject>();
  const functions: Record<string, Fn> = {
    createBlob,
    createBlobFromFilePath,
    concat,
    storeDataObject(id: string, handle: BlobHandle, length: number, type: string) {
      stored.set(id, [handle, length, type]);
    },
    getDataObject: (id: string) => stored.get(id),
    revokeObjectURL(text: string) {
      const url = browser.URL.parse(text);
      const [base, id] = url?.pathname.split(':') ?? [];
      if (url?.protocol === 'blob:' && base === 'nodedata' && id !== undefined) stored.delete(id);
    },
  };
  return Object.assign(stub, functions);
}
