/**
 * What all threads of a process have in common and ask for synchronously: the working directory, and
 * the number of the latest thread. It is in shared memory.
 */

const LATEST_ID = 0;
/** Odd while the directory is being written. */
const VERSION = 1;
const LENGTH = 2;
const HEADER = 16;
/** `PATH_MAX` of Linux, as UTF-16. */
const LARGEST_PATH = 4096;

export class ProcessMemory {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #path: Uint16Array;
  #seen = -1;
  #cwd = '';

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEADER + LARGEST_PATH * 2)) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, HEADER / 4);
    this.#path = new Uint16Array(buffer, HEADER);
  }

  nextThreadId(): number {
    return Atomics.add(this.#header, LATEST_ID, 1) + 1;
  }

  get cwd(): string {
    for (;;) {
      const version = Atomics.load(this.#header, VERSION);
      if (version === this.#seen) return this.#cwd;
      const length = Atomics.load(this.#header, LENGTH);
      const cwd = String.fromCharCode(...this.#path.slice(0, length));
      // The main thread, which alone writes, may be in the middle of that.
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
