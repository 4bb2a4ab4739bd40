/**
 * `SharedArrayBuffer` for browsers that have none at all, such as WebKit outside of isolated pages. It shares
 * its memory within a thread, like the hidden one of others: other threads get a copy.
 */
export class UnsharedBuffer extends ArrayBuffer {
  static {
    Object.defineProperty(this, 'name', { value: 'SharedArrayBuffer', configurable: true });
  }
  // A class that is derived answers for the one that it is derived from; programs must not tell.
  readonly #isUnshared = true;

  /** @throws TypeError for any other object, by which `util.types` tells it. */
  override get byteLength(): number {
    return this.#isUnshared ? super.byteLength : 0;
  }

  override get [Symbol.toStringTag](): 'SharedArrayBuffer' & 'ArrayBuffer' {
    return 'SharedArrayBuffer' as 'SharedArrayBuffer' & 'ArrayBuffer';
  }
}

/**
 * `Atomics.wait` with a time limit on such memory: nobody can change it meanwhile.
 *
 * @param milliseconds Finite.
 * @param now The clock, in milliseconds.
 */
export function waitAlone(
  view: Int32Array | BigInt64Array,
  index: number,
  value: number | bigint,
  milliseconds: number,
  now: () => number,
): 'not-equal' | 'timed-out' {
  if (view[index] !== value) return 'not-equal';
  const end = now() + milliseconds;
  while (now() < end);
  return 'timed-out';
}
