/** Ends of channels between threads: who owns them, and messages on their way. */
import {
  buffersIn,
  otherEnd,
  portsIn,
  type PortId,
  type ThreadEvent,
  type WireMessage,
} from '../thread-messages.ts';

export interface PortOwner {
  post(event: ThreadEvent, transfer?: Transferable[]): void;
}

interface End {
  owner: PortOwner;
  /** Messages that wait until the former owner has sent back what it was sent in vain. */
  held?: (WireMessage | null)[];
  formerOwner?: PortOwner;
  /** It is inside a message that is held itself. */
  pending?: boolean;
}

export class ThreadPorts {
  readonly #ends = new Map<PortId, End>();

  /** These ends are this thread's: made by it, or brought to it. */
  assign(ids: PortId[], owner: PortOwner): void {
    for (const id of ids) {
      const end = this.#ends.get(id);
      if (!end) this.#ends.set(id, { owner });
      else if (end.pending) {
        const held = end.held ?? [];
        this.#ends.set(id, { owner });
        for (const message of held) this.post(id, message);
      } else if (end.owner !== owner) {
        const formerOwner = end.owner;
        end.owner = owner;
        if (!end.held) {
          end.held = [];
          end.formerOwner = formerOwner;
          formerOwner.post({ type: 'thread-flush', port: id });
        }
      }
    }
  }

  post(to: PortId, message: WireMessage | null): void {
    if (message === null) this.#ends.delete(otherEnd(to));
    const end = this.#ends.get(to);
    if (!end) return this.#lose(message);
    if (end.held) {
      end.held.push(message);
      for (const id of portsIn(message)) {
        if (!this.#ends.has(id)) this.#ends.set(id, { owner: end.owner, held: [], pending: true });
      }
    } else this.#deliver(end, to, message);
  }

  /** What came to a former owner goes first. */
  bounce(to: PortId, message: WireMessage | null): void {
    const end = this.#ends.get(to);
    if (end) this.#deliver(end, to, message);
    else this.#lose(message);
  }

  flushed(port: PortId): void {
    const end = this.#ends.get(port);
    const held = end?.held ?? [];
    if (end) {
      delete end.held;
      delete end.formerOwner;
    }
    for (const message of held) this.post(port, message);
  }

  /** A thread has ended: its ends close, and what it still had to send back is lost. */
  removeOwner(owner: PortOwner): void {
    for (const [id, end] of [...this.#ends]) {
      if (end.owner === owner) {
        this.#ends.delete(id);
        for (const message of end.held ?? []) this.#lose(message);
        this.post(otherEnd(id), null);
      } else if (end.formerOwner === owner) this.flushed(id);
    }
  }

  #deliver(end: End, to: PortId, message: WireMessage | null): void {
    const ids = portsIn(message);
    end.owner.post({ type: 'thread-message', to, message }, buffersIn(message));
    this.assign(ids, end.owner);
  }

  /** Nobody reads it: the ends inside it close. */
  #lose(message: WireMessage | null): void {
    for (const id of portsIn(message)) {
      this.#ends.delete(id);
      this.post(otherEnd(id), null);
    }
  }
}
