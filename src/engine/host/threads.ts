/** The threads that processes have beside their main ones, and what they say to each other. */
import type { ThreadCommand } from '../thread-messages.ts';
import type { PortId } from '../thread-messages.ts';
import type { EmbeddedProcess } from './embedded-process.ts';
import { ThreadPorts } from './thread-ports.ts';

export class Threads {
  readonly #threads = new Set<EmbeddedProcess>();
  readonly #ports = new ThreadPorts();

  all(): EmbeddedProcess[] {
    return [...this.#threads];
  }

  /** The threads of a process, without its main one. */
  of(process: EmbeddedProcess): EmbeddedProcess[] {
    return this.all().filter(({ kinship }) => kinship.thread!.process === process);
  }

  /** @param ends The parent's ends of the channels that the thread is given. */
  add(thread: EmbeddedProcess, parent: EmbeddedProcess, ends: PortId[], given: PortId[]): void {
    this.#threads.add(thread);
    this.#ports.assign(ends, parent);
    this.#ports.assign(given, thread);
  }

  command(
    thread: EmbeddedProcess,
    command: Exclude<ThreadCommand, { type: 'thread-start' }>,
  ): void {
    switch (command.type) {
      case 'thread-stop': {
        const child = this.all().find(
          ({ kinship }) => kinship.thread!.id === command.id && kinship.thread!.parent === thread,
        );
        return child?.stopThread(STOPPED);
      }
      case 'thread-post':
        this.#ports.assign(command.ends, thread);
        return this.#ports.post(command.to, command.message);
      case 'thread-bounce':
        return this.#ports.bounce(command.to, command.message);
      case 'thread-flushed':
        return this.#ports.flushed(command.port);
      case 'thread-broadcast': {
        const process = thread.kinship.thread?.process ?? thread;
        for (const other of [process, ...this.of(process)]) {
          if (other !== thread) other.post(command);
        }
        return;
      }
      case 'thread-metrics': {
        const { kinship } = thread;
        kinship.thread?.parent.post({ ...command, id: kinship.thread.id });
      }
    }
  }

  exited(thread: EmbeddedProcess, code: number): void {
    const { id, parent } = thread.kinship.thread!;
    this.#threads.delete(thread);
    for (const child of this.all()) {
      if (child.kinship.thread!.parent === thread) child.stopThread(STOPPED);
    }
    this.#ports.removeOwner(thread);
    parent.post({ type: 'thread-exit', id, code });
  }
}

/** Exit code of a thread that another one has ended. */
const STOPPED = 1;
