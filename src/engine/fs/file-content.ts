/** A file's bytes: growable, or lazy until somebody needs them. */
import { fail } from './errors.ts';
import { byteLengthUtf8, encodeUtf8, utf8Slice } from '../bytes/utf8.ts';

/**
 * Contents that are produced when they are read. `size` (bytes in UTF-8) spares `stat` from producing
 * them; `text` may be called more than once.
 */
export interface LazyText {
  text: () => string;
  size?: number | undefined;
}
export interface LazyBytes {
  bytes: () => Uint8Array;
  size?: number | undefined;
}
export type Lazy = LazyText | LazyBytes;

const NOTHING = new Uint8Array(0);
/** Above this, doubling wastes more memory than it saves time. */
const DOUBLING_LIMIT = 64 * 1024 * 1024;

export class FileContent {
  /** Counts modifications, so that others can tell that the content is still what they knew. */
  version = 0;
  /** The absolute path at which a layer mounted this content; `undefined` once it is modified. */
  origin: string | undefined = undefined;

  /** Capacity; `undefined` while the content is only known through `#lazy`. */
  #bytes: Uint8Array | undefined;
  /** Bytes in use; -1 while unknown. */
  #size: number;
  /** False while the bytes belong to somebody else, for instance to a snapshot: copy before writing. */
  #owned: boolean;
  #lazy: Lazy | undefined;

  constructor(initial: Uint8Array | Lazy = NOTHING) {
    if (initial instanceof Uint8Array) {
      this.#bytes = initial;
      this.#size = initial.length;
      this.#owned = false;
      this.#lazy = undefined;
    } else {
      this.#bytes = undefined;
      this.#size = initial.size ?? -1;
      this.#owned = false;
      this.#lazy = initial;
    }
  }

  get size(): number {
    if (this.#size < 0) {
      const lazy = this.#lazy!;
      if ('text' in lazy) this.#size = byteLengthUtf8(lazy.text());
      else this.#load();
    }
    return this.#size;
  }

  /** The content decoded as UTF-8; lazy text is returned without ever being encoded. */
  text(): string {
    if (this.#lazy !== undefined && 'text' in this.#lazy) return this.#lazy.text();
    return this.#size === 0 ? '' : utf8Slice(this.bytes());
  }

  /** A view of the content. It must not be modified, and is valid until the next write. */
  bytes(): Uint8Array {
    const bytes = this.#bytes ?? this.#load();
    return bytes.length === this.#size ? bytes : bytes.subarray(0, this.#size);
  }

  #load(): Uint8Array {
    const lazy = this.#lazy!;
    const bytes = 'text' in lazy ? encodeUtf8(lazy.text()) : lazy.bytes();
    this.#bytes = bytes;
    this.#size = bytes.length;
    return bytes;
  }

  /** Copies bytes from `position` into the target; returns how many there were. */
  read(target: Uint8Array, position: number): number {
    const bytes = this.#bytes ?? this.#load();
    const length = Math.min(target.length, this.#size - position);
    if (length <= 0) return 0;
    target.set(
      position === 0 && length === bytes.length
        ? bytes
        : bytes.subarray(position, position + length),
    );
    return length;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    const size = this.size;
    const target = this.#writable(end);
    // What lies behind the end may be left from before the file was truncated.
    if (position > size) target.fill(0, size, position);
    target.set(bytes, position);
    if (end > size) this.#size = end;
  }

  truncate(size: number): void {
    if (size === 0) {
      this.#modified();
      this.#bytes = NOTHING;
      this.#owned = false;
    } else {
      const before = this.size;
      const target = this.#writable(size);
      if (size > before) target.fill(0, before, size);
    }
    this.#size = size;
  }

  /** Takes the other's content. Nothing is copied before one of the two is written. */
  copyFrom(other: FileContent): void {
    this.#modified();
    this.#lazy = other.#lazy;
    this.#size = other.#size;
    this.#bytes = other.#bytes === undefined ? undefined : other.bytes();
    this.#owned = false;
    other.#owned = false;
  }

  #modified(): void {
    this.version++;
    this.origin = undefined;
    this.#lazy = undefined;
  }

  /** The bytes, made modifiable, with room for `capacity`. */
  #writable(capacity: number): Uint8Array {
    const current = this.#bytes ?? this.#load();
    this.#modified();
    if (this.#owned && capacity <= current.length) return current;
    let room = Math.max(capacity, this.#size);
    if (this.#owned) {
      // Amortized growth: a file that is appended to must not be copied each time.
      const growth = Math.min(current.length, DOUBLING_LIMIT);
      room = Math.max(room, current.length + Math.max(growth, current.length >> 2));
    }
    const grown = allocate(room, capacity);
    grown.set(current.length === this.#size ? current : current.subarray(0, this.#size));
    this.#bytes = grown;
    this.#owned = true;
    return grown;
  }
}

/** Falls back from the size wanted to the size needed before it reports a full device. */
function allocate(wanted: number, needed: number): Uint8Array {
  for (const size of [wanted, needed]) {
    try {
      return new Uint8Array(size);
    } catch {
      continue;
    }
  }
  return fail('ENOSPC');
}
