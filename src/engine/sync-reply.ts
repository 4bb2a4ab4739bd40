/**
 * Answers to a process that waits for them with its thread blocked: in shared memory, since a blocked
 * thread gets no messages. The worker allocates a buffer, posts it with its question and waits; the page
 * fills it part by part, and the worker asks for the next part by a message.
 *
 * Layout: state and length of the part (two int32), then the part's bytes. The answer as a whole is the
 * length of a head (uint32, little-endian), the head as JSON, and the bytes that the head refers to by
 * `{ "$bytes": length }`, one after another.
 */

const HEADER = 8;
const PART_SIZE = 1024 * 1024;
const WAITING = 0;
const MORE = 1;
const LAST = 2;

export const makeReplyBuffer = (): SharedArrayBuffer => new SharedArrayBuffer(HEADER + PART_SIZE);

/** @param value JSON with `Uint8Array`s in it. */
export function encodeReply(value: unknown): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const json = JSON.stringify(value, (_key, item: unknown) => {
    if (!(item instanceof Uint8Array)) return item;
    pieces.push(item);
    return { $bytes: item.length };
  });
  const head = new TextEncoder().encode(json);
  const total = pieces.reduce((sum, { length }) => sum + length, 4 + head.length);
  const bytes = new Uint8Array(total);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

export function decodeReply(
  bytes: Uint8Array,
  parse = JSON.parse,
  decoder = new TextDecoder(),
): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  let at = 4 + length;
  const revive = (item: unknown): unknown => {
    if (item === null || typeof item !== 'object') return item;
    if (Array.isArray(item)) return item.map(revive);
    if ('$bytes' in item) {
      const piece = bytes.slice(at, at + (item.$bytes as number));
      at += piece.length;
      return piece;
    }
    // In the order in which `JSON.stringify` has met them.
    return Object.fromEntries(Object.entries(item).map(([key, one]) => [key, revive(one)]));
  };
  return revive(parse(decoder.decode(bytes.subarray(4, 4 + length))));
}

/** The page's side: an answer that is handed over in parts. */
export class ReplyWriter {
  readonly #shared: SharedArrayBuffer;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(shared: SharedArrayBuffer) {
    this.#shared = shared;
  }
  answer(value: unknown): void {
    this.#bytes = encodeReply(value);
    this.next();
  }
  /** The worker has taken the last part. */
  next(): void {
    const part = this.#bytes.subarray(0, PART_SIZE);
    this.#bytes = this.#bytes.subarray(part.length);
    new Uint8Array(this.#shared, HEADER).set(part);
    const header = new Int32Array(this.#shared, 0, 2);
    header[1] = part.length;
    Atomics.store(header, 0, this.#bytes.length > 0 ? MORE : LAST);
    Atomics.notify(header, 0);
  }
}

/** The worker's side: blocks until the answer is there. `more` asks for the next part. */
export function waitForReply(shared: SharedArrayBuffer, more: () => void): unknown {
  const header = new Int32Array(shared, 0, 2);
  const parts: Uint8Array[] = [];
  for (;;) {
    Atomics.wait(header, 0, WAITING);
    const isLast = Atomics.load(header, 0) === LAST;
    // A copy outside of shared memory, which decoders refuse.
    parts.push(new Uint8Array(shared, HEADER, header[1]).slice());
    if (isLast) break;
    Atomics.store(header, 0, WAITING);
    more();
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return decodeReply(bytes);
}
