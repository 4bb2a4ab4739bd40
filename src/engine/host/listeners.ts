/** Which processes listen where: TCP ports and socket paths of the whole container. */
import { PortRegistry } from '../net/ports.ts';
import type { ListenerDescription } from '../process-messages.ts';

interface SharedListener extends ListenerDescription {
  /** Processes that accept its connections: several when a handle was sent, as `cluster` does. */
  owners: unknown[];
}
interface PathListener<Owner> {
  share: number;
  owners: Owner[];
}

/** The next owner in turn. */
function rotate<Owner>(owners: Owner[]): Owner {
  const owner = owners.shift()!;
  owners.push(owner);
  return owner;
}

export class Listeners<Owner> {
  readonly #ports: PortRegistry<SharedListener>;
  readonly #paths = new Map<string, PathListener<Owner>>();

  /** `changed` is told when the first server of a port opens and when the last one closes. */
  constructor(changed: (port: number, open: boolean) => void) {
    this.#ports = new PortRegistry(changed);
  }

  /** @returns false when another socket has the address. */
  open(owner: Owner, description: ListenerDescription): boolean {
    const shared = this.#shared(description);
    if (shared) {
      if (!shared.owners.includes(owner)) shared.owners.push(owner);
      return true;
    }
    const listener: SharedListener = { ...description, owners: [owner] };
    if (this.#ports.isTaken(listener)) return false;
    this.#ports.open(listener);
    return true;
  }

  /** @returns whether nobody listens there any more. */
  close(owner: Owner, description: ListenerDescription): boolean {
    const shared = this.#shared(description);
    if (!shared) return false;
    shared.owners = shared.owners.filter((other) => other !== owner);
    if (shared.owners.length > 0) return false;
    this.#ports.close(shared);
    return true;
  }

  openPath(owner: Owner, path: string, share: number): boolean {
    const listener = this.#paths.get(path);
    if (!listener) this.#paths.set(path, { share, owners: [owner] });
    else if (listener.share !== share) return false;
    else if (!listener.owners.includes(owner)) listener.owners.push(owner);
    return true;
  }
  closePath(owner: Owner, path: string): boolean {
    const listener = this.#paths.get(path);
    if (!listener?.owners.includes(owner)) return false;
    listener.owners = listener.owners.filter((other) => other !== owner);
    if (listener.owners.length > 0) return false;
    this.#paths.delete(path);
    return true;
  }

  /** Removes all that a process listens on. @returns what is closed by that. */
  removeOwner(owner: Owner): { ports: ListenerDescription[]; paths: string[] } {
    const ports = this.all().filter((listener) => this.close(owner, listener));
    const paths = [...this.#paths.keys()].filter((path) => this.closePath(owner, path));
    return { ports, paths };
  }

  /** Who takes a connection to the address; several take turns. */
  find(address: string, port: number): Owner | undefined {
    const listener = this.#ports.find(address, port);
    return listener && rotate(listener.owners as Owner[]);
  }
  /** Who takes a connection of the page, which says `localhost`. */
  findLocal(port: number): Owner | undefined {
    const listener = this.#ports.findLocal(port);
    return listener && rotate(listener.owners as Owner[]);
  }
  findPath(path: string): Owner | undefined {
    const listener = this.#paths.get(path);
    return listener && rotate(listener.owners);
  }

  all(): ListenerDescription[] {
    return this.#ports.all().map(({ owners: _owners, ...description }) => description);
  }
  paths(): string[] {
    return [...this.#paths.keys()];
  }
  /** Whether a process accepts connections of a port. */
  isOwner(owner: Owner, port: number): boolean {
    return this.#ports.all().some((one) => one.port === port && one.owners.includes(owner));
  }

  #shared({ port, share }: ListenerDescription): SharedListener | undefined {
    return this.#ports.all().find((other) => other.port === port && other.share === share);
  }
}
