/** One end of an in-memory connection, as the other end sees it. */
export interface Peer {
  /** Takes bytes that the other end sent. They belong to the receiver from now on. */
  receive(bytes: Uint8Array): void;
  /** As `receive`, for a peer that would only decode the bytes again (the process's output). */
  receiveText?(text: string): void;
  /** The other end has shut down its writing side (FIN) and still reads. */
  receiveEnd(): void;
  /** The other end is gone: an orderly FIN, or an RST that the reader sees as `ECONNRESET`. */
  receiveClosed(reset: boolean): void;
  /** Whether the sender should wait for `drained` before it reports a write as finished. */
  readonly saturated: boolean;
  /** The other end has room again for what this end sends. */
  drained(): void;
}
