/** `spawnSync` as the page carries it out: a child whose output is gathered until it has ended. */
import type { LinkAddress, LinkEvent, SyncSpawnCommand } from '../process-messages.ts';
import type { LinkOwner, Links } from './links.ts';

interface Gathered {
  link: number;
  fd: number;
  chunks: Uint8Array[];
  bytes: number;
  ended: boolean;
}

export interface SyncSpawnResult {
  pid: number;
  status: number | null;
  signal: string | null;
  /** libuv's name of what went wrong. */
  error?: string | undefined;
  /** By file descriptor: what was read from pipes, null for anything else. */
  output: (Uint8Array | null)[];
}

export class SyncSpawn implements LinkOwner {
  readonly #links: Links;
  readonly #command: SyncSpawnCommand;
  readonly #gathered: Gathered[];
  readonly #kill: (signal: number) => void;
  readonly #done: (result: SyncSpawnResult) => void;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #exit: { code: number; signal: string | null; error?: string | undefined } | undefined;
  #error: string | undefined;

  /** Holds the parent's ends of the pipes; the child has to be started after that. */
  constructor(
    links: Links,
    command: SyncSpawnCommand,
    kill: (signal: number) => void,
    done: (result: SyncSpawnResult) => void,
  ) {
    this.#links = links;
    this.#command = command;
    this.#kill = kill;
    this.#done = done;
    this.#gathered = command.pipes.map(({ fd, link }) => ({
      fd,
      link,
      chunks: [],
      bytes: 0,
      ended: fd === 0,
    }));
    for (const { link } of command.pipes) {
      links.open(link);
      links.hold(link, 0, this);
      links.receive(this, { type: 'link', id: link, end: 0, op: 'flow', on: true });
    }
    if (command.timeout > 0) {
      this.#timer = setTimeout(() => this.#stop('UV_ETIMEDOUT'), command.timeout);
    }
  }

  /** The child holds its ends: gives it what it is to read. */
  started(): void {
    for (const { link, input } of this.#command.pipes) {
      const address = { type: 'link', id: link, end: 0 } as const;
      if (input) this.#links.receive(this, { ...address, op: 'data', data: input });
      this.#links.receive(this, { ...address, op: 'end' });
    }
  }

  exited(exit: { code: number; signal: string | null; error?: string | undefined }): void {
    this.#exit = exit;
    this.#finishWhenDone();
  }

  post(event: LinkAddress & LinkEvent): void {
    const pipe = this.#gathered.find(({ link }) => link === event.id);
    if (!pipe) return;
    if (event.op === 'data') {
      const { data } = event;
      this.#links.receive(this, {
        type: 'link',
        id: event.id,
        end: 0,
        op: 'ack',
        bytes: data.length,
      });
      if (this.#error) return;
      // As in Node, what has been read is kept, although it is more than was asked for.
      pipe.chunks.push(data);
      pipe.bytes += data.length;
      if (pipe.bytes > this.#command.maxBuffer) this.#stop('UV_ENOBUFS');
    } else if (event.op === 'end' || event.op === 'closed') {
      pipe.ended = true;
      this.#finishWhenDone();
    }
  }

  #stop(error: string): void {
    if (this.#error) return;
    this.#error = error;
    this.#kill(this.#command.killSignal);
    // As libuv: what the child's own children still hold is not waited for.
    for (const pipe of this.#gathered) pipe.ended = true;
    this.#finishWhenDone();
  }

  #finishWhenDone(): void {
    if (!this.#exit || !this.#gathered.every(({ ended }) => ended)) return;
    clearTimeout(this.#timer);
    this.#links.removeOwner(this);
    const { code, signal, error } = this.#exit;
    const output = this.#command.request.stdio.map((_, fd) => {
      const pipe = this.#gathered.find((one) => one.fd === fd);
      return pipe && fd !== 0 ? join(pipe.chunks) : null;
    });
    this.#done({
      pid: this.#command.pid,
      status: signal === null ? code : null,
      signal,
      error: error ?? this.#error,
      output,
    });
  }
}

function join(chunks: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
