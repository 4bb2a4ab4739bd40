import type pg from 'pg';

/** The parts of `pg`'s connection that COPY needs. */
interface Connection {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  sendCopyFail(reason: string): void;
  endCopyFrom(): void;
}

interface CopyStep {
  copy: string;
  data?: string[];
  fail?: string;
}

/**
 * One COPY, as a query of `pg`, which calls these methods. In an example `pg-copy-streams` does this.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
export class Copy {
  readonly #step: CopyStep;
  readonly #settle = Promise.withResolvers<{ command: string; output: string }>();
  readonly done = this.#settle.promise;
  #command = '';
  #output = '';

  constructor(step: CopyStep) {
    this.#step = step;
  }

  submit(connection: Connection): void {
    connection.query(this.#step.copy);
  }

  handleCopyInResponse(connection: Connection): void {
    for (const chunk of this.#step.data ?? []) connection.sendCopyFromChunk(Buffer.from(chunk));
    if (this.#step.fail === undefined) connection.endCopyFrom();
    else connection.sendCopyFail(this.#step.fail);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#output += chunk.toString();
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#command = text;
  }

  handleError(error: pg.DatabaseError): void {
    this.#settle.reject(error);
  }

  handleReadyForQuery(): void {
    this.#settle.resolve({ command: this.#command, output: this.#output });
  }
}
