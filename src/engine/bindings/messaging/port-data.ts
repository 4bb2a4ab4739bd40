/** One end of a channel, apart from the object that the program has: it can change its owner. */
import type { Message } from './message.ts';

export const CLOSE = Symbol('the other end has been closed');
export type Incoming = Message | typeof CLOSE;

/** Where an end's messages go. */
export interface Link {
  post(message: Message): void;
  /** This end is closed. */
  close(): void;
}

export class PortData {
  readonly incoming: Incoming[] = [];
  link: Link | undefined;
  /** Told of each message while an object of the program owns this end. */
  onIncoming: (() => void) | undefined;

  receive(message: Incoming): void {
    this.incoming.push(message);
    this.onIncoming?.();
  }

  close(): void {
    const { link } = this;
    this.link = undefined;
    this.onIncoming = undefined;
    link?.close();
  }

  /** Two ends in this thread. */
  static pair(): [PortData, PortData] {
    const ends: [PortData, PortData] = [new PortData(), new PortData()];
    PortData.entangle(ends[0], ends[1]);
    return ends;
  }

  static entangle(a: PortData, b: PortData): void {
    a.link = new LocalLink(b);
    b.link = new LocalLink(a);
  }
}

export class LocalLink implements Link {
  readonly peer: PortData;
  constructor(peer: PortData) {
    this.peer = peer;
  }
  post(message: Message): void {
    this.peer.receive(message);
  }
  close(): void {
    this.peer.link = undefined;
    this.peer.receive(CLOSE);
  }
}
