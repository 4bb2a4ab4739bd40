/** What the two sides of the thread say to each other: bytes of connections, and their ends. */
export type ThreadMessage =
  | { id: number; kind: 'open' }
  | { id: number; kind: 'data'; bytes: Uint8Array }
  /** No more bytes from that side. */
  | { id: number; kind: 'end' }
  /** The connection is gone. */
  | { id: number; kind: 'close' };

export type StartMessage = { kind: 'ready' } | { kind: 'failed'; reason: string };

export interface ThreadData {
  maxWait: number;
  /** See `Cancellations`. */
  cancellations: SharedArrayBuffer;
}

/** A copy that can be handed over: Node's small buffers are parts of a larger one. */
export function handedOver(chunk: Uint8Array): [Uint8Array, [ArrayBuffer]] {
  const bytes = new Uint8Array(chunk);
  return [bytes, [bytes.buffer]];
}
