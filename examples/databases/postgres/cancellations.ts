/**
 * CancelRequests on their way to a thread that is busy with a query and reads no messages: the secret
 * of the client whose query is to end, in memory that both threads see. In a page that is not cross-origin
 * isolated browsers share no memory between threads; the request then reaches what waits, not
 * what runs.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export class Cancellations {
  readonly memory: SharedArrayBuffer;
  readonly #view: Int32Array;

  constructor(memory = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#view = new Int32Array(memory);
  }

  request(secret: number): void {
    Atomics.store(this.#view, 0, secret);
  }

  /** Whether this client's query is to end; true once for each request. */
  take(secret: number): boolean {
    return (
      Atomics.load(this.#view, 0) === secret &&
      Atomics.compareExchange(this.#view, 0, secret, 0) === secret
    );
  }
}
