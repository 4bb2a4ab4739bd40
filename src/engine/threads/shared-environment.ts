/** Environment variables that threads share (`SHARE_ENV`), in shared memory. */

const LOCK = 0;
const VERSION = 1;
const LENGTH = 2;
const HEADER = 16;
/** Characters of the variables as JSON. */
const CAPACITY = 512 * 1024;

const FREE = 0;
const TAKEN = 1;

export type Variables = Record<string, string>;

export class SharedEnvironment {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #text: Uint16Array;
  #seen = 0;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEADER + CAPACITY * 2)) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, HEADER / 4);
    this.#text = new Uint16Array(buffer, HEADER);
  }

  /** The variables, if another thread has changed them since the last call. */
  changed(): Variables | undefined {
    if (Atomics.load(this.#header, VERSION) === this.#seen) return undefined;
    return this.#locked(() => this.#read());
  }

  /**
   * Changes the variables while no other thread does. `change` gets what another thread has written
   * meanwhile, if any has, and returns all variables.
   */
  update(change: (changed: Variables | undefined) => Variables): void {
    this.#locked(() => {
      const isNew = Atomics.load(this.#header, VERSION) !== this.#seen;
      this.#write(change(isNew ? this.#read() : undefined));
    });
  }

  #read(): Variables {
    const length = Atomics.load(this.#header, LENGTH);
    let text = '';
    // In parts: a call takes only so many arguments.
    for (let at = 0; at < length; at += PART) {
      text += String.fromCharCode(...this.#text.slice(at, Math.min(length, at + PART)));
    }
    this.#seen = Atomics.load(this.#header, VERSION);
    return JSON.parse(text) as Variables;
  }
  #write(variables: Variables): void {
    const text = JSON.stringify(variables);
    if (text.length > CAPACITY) {
      throw new RangeError(`Variables that threads share are at most ${CAPACITY} characters`);
    }
    for (let index = 0; index < text.length; index++) this.#text[index] = text.charCodeAt(index);
    Atomics.store(this.#header, LENGTH, text.length);
    this.#seen = Atomics.add(this.#header, VERSION, 1) + 1;
  }

  #locked<T>(action: () => T): T {
    const header = this.#header;
    while (Atomics.compareExchange(header, LOCK, FREE, TAKEN) !== FREE) {
      // With an end, for a thread may be terminated while it holds the lock.
      if (Atomics.wait(header, LOCK, TAKEN, LONGEST_HOLD) === 'timed-out') break;
    }
    try {
      return action();
    } finally {
      Atomics.store(header, LOCK, FREE);
      Atomics.notify(header, LOCK, 1);
    }
  }
}

const PART = 4096;
/** Milliseconds. */
const LONGEST_HOLD = 1000;
