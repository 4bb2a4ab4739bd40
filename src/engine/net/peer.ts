/** One end of an in-memory connection, as the other end sees it. */
export interface Peer {
  /**
   * Takes bytes that the other end sent. They belong to the receiver from now on. `handle` travels
   * with them where the other end is in another process: described on its way there, a handle here.
   */
  // The two sides of a process boundary have nothing in common.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  receive(bytes: Uint8Array, handle?: any): void;
  /** As `receive`, for a peer that would only decode the bytes again (the process's output). */
  receiveText?(text: string): void;
  /** The other end has shut down its writing side (FIN) and still reads. */
  receiveEnd(): void;
  /** The other end is gone: an orderly FIN, or an RST that the reader sees as `ECONNRESET`. */
  receiveClosed(reset: boolean): void;
  /** Whether the sender should wait for `drained` before it reports a write as finished. */
  readonly saturated: boolean;
  /** What is sent arrives nowhere, although the reader may still find data and an end. */
  readonly gone?: boolean;
  /** The other end has begun to read, or has stopped. */
  readingChanged?(reading: boolean): void;
  /** The other end has room again for what this end sends. */
  drained(): void;
}
