/** Which server listens where, in this process. */
import { formatIP, isWildcard, parseIP, unmapIPv4 } from './ip-address.ts';

export interface Listener {
  /** Canonical address that the server is bound to. */
  readonly address: string;
  readonly port: number;
  /** An IPv6 socket that takes no IPv4 connections. */
  readonly ipv6Only: boolean;
  /** Bound with `SO_REUSEPORT`: others may share the address. */
  readonly reusePort: boolean;
}

const FIRST_EPHEMERAL = 49152;
const LAST_PORT = 65535;

/** Whether a listener accepts connections to `address`. */
function accepts(listener: Listener, address: Uint8Array): boolean {
  const own = parseIP(listener.address)!;
  if (!isWildcard(own)) return formatIP(unmapIPv4(own)) === formatIP(address);
  if (own.length === address.length) return true;
  return own.length === 16 && !listener.ipv6Only;
}

function overlap(a: Listener, b: Listener): boolean {
  return accepts(a, unmapIPv4(parseIP(b.address)!)) || accepts(b, unmapIPv4(parseIP(a.address)!));
}

export class PortRegistry<T extends Listener> {
  #listeners = new Map<number, T[]>();
  #nextEphemeral = FIRST_EPHEMERAL;
  #changed: (port: number, open: boolean) => void;

  /** `changed` is told when the first server of a port opens and when the last one closes. */
  constructor(changed: (port: number, open: boolean) => void) {
    this.#changed = changed;
  }

  /** Lets ephemeral ports begin elsewhere, so that processes do not choose the same ones. */
  startEphemeralAt(offset: number): void {
    this.#nextEphemeral = FIRST_EPHEMERAL + (offset % (LAST_PORT - FIRST_EPHEMERAL + 1));
  }

  /** A port that nobody listens on. */
  ephemeral(): number {
    for (let tries = FIRST_EPHEMERAL; tries <= LAST_PORT; tries++) {
      const port = this.#nextEphemeral++;
      if (this.#nextEphemeral > LAST_PORT) this.#nextEphemeral = FIRST_EPHEMERAL;
      if (!this.#listeners.has(port)) return port;
    }
    return 0;
  }

  isTaken(candidate: Listener): boolean {
    const others = this.#listeners.get(candidate.port);
    return (
      others?.some(
        (other) => !(other.reusePort && candidate.reusePort) && overlap(other, candidate),
      ) ?? false
    );
  }

  open(listener: T): void {
    const others = this.#listeners.get(listener.port);
    if (others) {
      others.push(listener);
      return;
    }
    this.#listeners.set(listener.port, [listener]);
    this.#changed(listener.port, true);
  }

  close(listener: T): void {
    const listeners = this.#listeners.get(listener.port);
    const index = listeners?.indexOf(listener) ?? -1;
    if (!listeners || index < 0) return;
    listeners.splice(index, 1);
    if (listeners.length > 0) return;
    this.#listeners.delete(listener.port);
    this.#changed(listener.port, false);
  }

  /** Who answers a connection to `address`: a server bound to exactly it before a wildcard. */
  find(address: string, port: number): T | undefined {
    const listeners = this.#listeners.get(port);
    if (!listeners) return undefined;
    const wanted = unmapIPv4(parseIP(address)!);
    const text = formatIP(wanted);
    return (
      listeners.find((listener) => listener.address === text) ??
      listeners.find((listener) => accepts(listener, wanted))
    );
  }

  /** Any server of the port, for a client that said `localhost`. */
  findLocal(port: number): T | undefined {
    const listeners = this.#listeners.get(port);
    if (!listeners) return undefined;
    return this.find('127.0.0.1', port) ?? this.find('::1', port) ?? listeners[0];
  }

  /** Ports that are open now. */
  ports(): number[] {
    return [...this.#listeners.keys()];
  }

  /** Everything that listens now. */
  all(): T[] {
    return [...this.#listeners.values()].flat();
  }
}
