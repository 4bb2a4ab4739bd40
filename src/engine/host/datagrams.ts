/** UDP sockets of all processes, and the datagrams that pass between them. */
import { PortRegistry } from '../net/ports.ts';
import type { Datagram, ListenerDescription } from '../process-messages.ts';

/** Bytes that wait for a socket's first reader; Linux's `net.core.rmem_default`. */
const WAITING = 212_992;

interface SharedSocket<Owner> extends ListenerDescription {
  /** Once for each handle. */
  owners: Owner[];
  receivers: Owner[];
  waiting: Datagram[];
  waitingBytes: number;
}

export class Datagrams<Owner> {
  readonly #sockets = new PortRegistry<SharedSocket<Owner>>(() => {});
  readonly #deliver: (owner: Owner, datagram: Datagram, share: number) => void;

  /** `deliver` hands a datagram to one of those that read the socket with this `share`. */
  constructor(deliver: (owner: Owner, datagram: Datagram, share: number) => void) {
    this.#deliver = deliver;
  }

  open(owner: Owner, description: ListenerDescription): void {
    const shared = this.#find(description);
    if (shared) shared.owners.push(owner);
    else {
      const { address, port, ipv6Only, reusePort, share } = description;
      const socket = { address, port, ipv6Only, reusePort, share };
      this.#sockets.open({
        ...socket,
        owners: [owner],
        receivers: [],
        waiting: [],
        waitingBytes: 0,
      });
    }
  }

  /** @returns whether nobody has the socket any more. */
  close(owner: Owner, description: ListenerDescription): boolean {
    const shared = this.#find(description);
    if (!shared) return false;
    removeOne(shared.owners, owner);
    if (shared.owners.length > 0) return false;
    this.#sockets.close(shared);
    return true;
  }

  receive(owner: Owner, description: ListenerDescription, on: boolean): void {
    const shared = this.#find(description);
    if (!shared) return;
    if (!on) {
      removeOne(shared.receivers, owner);
      return;
    }
    shared.receivers.push(owner);
    for (const datagram of shared.waiting.splice(0)) this.#deliver(owner, datagram, shared.share);
    shared.waitingBytes = 0;
  }

  /** Several readers take turns; without one it waits, as far as there is room. */
  send(datagram: Datagram): void {
    const { to, data } = datagram;
    const shared = this.#sockets.find(to.address, to.port);
    if (!shared) return;
    const reader = shared.receivers.shift();
    if (reader !== undefined) {
      shared.receivers.push(reader);
      this.#deliver(reader, datagram, shared.share);
    } else if (shared.waitingBytes + data.length <= WAITING) {
      shared.waiting.push(datagram);
      shared.waitingBytes += data.length;
    }
  }

  /** Removes what a process has. @returns the sockets that are closed by that. */
  removeOwner(owner: Owner): ListenerDescription[] {
    const closed: ListenerDescription[] = [];
    for (const shared of this.#sockets.all()) {
      shared.receivers = shared.receivers.filter((other) => other !== owner);
      if (!shared.owners.includes(owner)) continue;
      shared.owners = shared.owners.filter((other) => other !== owner);
      if (shared.owners.length > 0) continue;
      this.#sockets.close(shared);
      closed.push(describe(shared));
    }
    return closed;
  }

  all(): ListenerDescription[] {
    return this.#sockets.all().map(describe);
  }

  #find({ port, share }: ListenerDescription): SharedSocket<Owner> | undefined {
    return this.#sockets.all().find((other) => other.port === port && other.share === share);
  }
}

const describe = (socket: ListenerDescription): ListenerDescription => {
  const { address, port, ipv6Only, reusePort, share } = socket;
  return { address, port, ipv6Only, reusePort, share };
};

function removeOne<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
