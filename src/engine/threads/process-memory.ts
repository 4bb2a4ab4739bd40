/**
 * What all threads of a process have in common and ask for synchronously: the working directory, and
 * the number of the latest thread. In shared memory, so only on isolated pages.
 */
import { browser } from '../core/browser.ts';
import { runtime } from '../core/runtime.ts';
import { thisThread } from './this-thread.ts';

const LATEST_ID = 0;
/** Odd while the directory is being written. */
const VERSION = 1;
const LENGTH = 2;
const HEADER = 16;
/** `PATH_MAX` of Linux, as UTF-16. */
const LARGEST_PATH = 4096;

class ProcessMemory {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #path: Uint16Array;
  #seen = -1;
  #cwd = '';

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, HEADER / 4);
    this.#path = new Uint16Array(buffer, HEADER);
  }

  nextThreadId(): number {
    return Atomics.add(this.#header, LATEST_ID, 1) + 1;
  }
  /** Threads that were started before the memory was made. */
  startIdsAfter(id: number): void {
    Atomics.store(this.#header, LATEST_ID, id);
  }

  get cwd(): string {
    for (;;) {
      const version = Atomics.load(this.#header, VERSION);
      if (version === this.#seen) return this.#cwd;
      const length = Atomics.load(this.#header, LENGTH);
      const cwd = String.fromCharCode(...this.#path.slice(0, length));
      // Only the main thread writes; it may be in the middle of that.
      if (version % 2 === 1 || Atomics.load(this.#header, VERSION) !== version) continue;
      this.#seen = version;
      this.#cwd = cwd;
    }
  }
  set cwd(cwd: string) {
    const length = Math.min(cwd.length, LARGEST_PATH);
    Atomics.add(this.#header, VERSION, 1);
    for (let index = 0; index < length; index++) this.#path[index] = cwd.charCodeAt(index);
    Atomics.store(this.#header, LENGTH, length);
    Atomics.add(this.#header, VERSION, 1);
  }
}

let memory: ProcessMemory | undefined;

/** The memory of this process, made when it starts its first thread. */
export function processMemory(): ProcessMemory | undefined {
  const { SharedArrayBuffer } = browser;
  if (memory || !browser.isIsolated || !SharedArrayBuffer || thisThread.id !== 0) return memory;
  memory = new ProcessMemory(new SharedArrayBuffer(HEADER + 2 * LARGEST_PATH));
  linkCwd(memory, runtime.cwd);
  return memory;
}

/** Called in a further thread with what its process has. */
export function joinProcessMemory(buffer: SharedArrayBuffer | undefined): void {
  if (!buffer) return;
  memory = new ProcessMemory(buffer);
  linkCwd(memory);
}

/** Whoever asks this thread for its directory gets the process's. */
function linkCwd(shared: ProcessMemory, initial?: string): void {
  if (initial !== undefined) shared.cwd = initial;
  Object.defineProperty(runtime, 'cwd', {
    get: () => shared.cwd,
    set: (cwd: string) => {
      shared.cwd = cwd;
    },
    configurable: true,
    enumerable: true,
  });
}
