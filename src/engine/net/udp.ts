/** UDP handles over the virtual network of this process: as on one host, loopback and multicast. */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { HandleWrap } from '../core/handle-wrap.ts';
import { queueIo } from '../core/loop.ts';
import { nodeData, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv, uvErrorMessage, uvErrorName } from '../core/uv.ts';
import {
  formatIP,
  isLoopback,
  isMulticast,
  isWildcard,
  mappedBytes,
  parseIP,
  parseIPv4,
  parseIPv6,
  unmapIPv4,
} from './ip-address.ts';
import { PortRegistry, type Listener } from './ports.ts';

const { UV_UDP_IPV6ONLY, UV_UDP_REUSEADDR, UV_UDP_REUSEPORT } = nodeData.shapes.udp_wrap!
  .constants as Record<string, number>;

/** What fits into an IPv4 packet behind its headers; Linux refuses more for IPv6 too. */
const MAX_PAYLOAD = 65_507;
/** Linux's `net.core.rmem_default`. */
const DEFAULT_BUFFER = 212_992;
/** Linux counts its own bookkeeping in: it doubles what a program sets, within these bounds. */
const SMALLEST_BUFFER = { receive: 2304, send: 4608 };
const LARGEST_BUFFER = 2 * DEFAULT_BUFFER;

const LOOPBACK_4 = parseIPv4('127.0.0.1')!;
const LOOPBACK_6 = parseIPv6('::1')!;
const BROADCAST = '255.255.255.255';

export class SendWrap extends AsyncWrap {}

interface Endpoint {
  address: string;
  family: 'IPv4' | 'IPv6';
  port: number;
}
interface Bound extends Listener {
  readonly handle: UDP;
}

const bound = new PortRegistry<Bound>(() => {});
/** All sockets that are bound, for what goes to more than one of them. */
const sockets = new Set<UDP>();

export class UDP extends HandleWrap {
  #local: Bound | undefined;
  #remote: { bytes: Uint8Array; port: number } | undefined;
  #ipv6 = false;
  #receiving = false;
  #queued = 0;
  #buffers = { receive: DEFAULT_BUFFER, send: DEFAULT_BUFFER };
  #broadcast = false;
  #multicastLoopback = true;
  /** Groups joined, with the source where only one is wanted. */
  #groups = new Set<string>();

  get fd(): number {
    return -1;
  }

  // --- addresses ---

  bind(address: string, port: number, flags = 0): number {
    return this.#bind(parseIPv4(address), port, flags);
  }
  bind6(address: string, port: number, flags = 0): number {
    this.#ipv6 = true;
    return this.#bind(parseIPv6(address), port, flags);
  }
  #bind(address: Uint8Array | undefined, port: number, flags: number): number {
    if (!address || this.#local) return uv.UV_EINVAL!;
    if (!isLoopback(address) && !isMulticast(address)) return uv.UV_EADDRNOTAVAIL!;
    const local: Bound = {
      handle: this,
      address: formatIP(address),
      // `lib/dgram.js` passes on whatever comes first, `bind`'s callback too, and native code converts.
      port: port >>> 0 || bound.ephemeral(),
      ipv6Only: (flags & UV_UDP_IPV6ONLY!) !== 0,
      reusePort: (flags & (UV_UDP_REUSEADDR! | UV_UDP_REUSEPORT!)) !== 0,
    };
    if (bound.isTaken(local)) return uv.UV_EADDRINUSE!;
    this.#local = local;
    bound.open(local);
    sockets.add(this);
    return 0;
  }
  #ensureBound(): number {
    return this.#local ? 0 : this.#bind(new Uint8Array(this.#ipv6 ? 16 : 4), 0, 0);
  }

  connect(address: string, port: number): number {
    return this.#connect(parseIPv4(address), port);
  }
  connect6(address: string, port: number): number {
    this.#ipv6 = true;
    return this.#connect(parseIPv6(address), port);
  }
  #connect(address: Uint8Array | undefined, port: number): number {
    if (!address) return uv.UV_EINVAL!;
    if (this.#remote) return uv.UV_EISCONN!;
    if (!isLoopback(address) && !isMulticast(address)) return uv.UV_ENETUNREACH!;
    this.#remote = { bytes: this.#reachable(address), port };
    return this.#ensureBound();
  }
  disconnect(): number {
    if (!this.#remote) return uv.UV_ENOTCONN!;
    this.#remote = undefined;
    return 0;
  }

  /** A wildcard as destination means this host. */
  #reachable(address: Uint8Array): Uint8Array {
    if (!isWildcard(unmapIPv4(address))) return address;
    return address.length === 16 ? LOOPBACK_6 : LOOPBACK_4;
  }

  getsockname(out: Partial<Endpoint>): number {
    if (!this.#local) return uv.UV_EBADF!;
    // A connected socket has the address that its route gives it.
    const { address, port } = this.#local;
    const wildcard = isWildcard(parseIP(address)!);
    const own = this.#remote && wildcard ? this.#sourceFor(this.#remote.bytes) : parseIP(address)!;
    Object.assign(out, endpoint(own, port, this.#ipv6));
    return 0;
  }
  getpeername(out: Partial<Endpoint>): number {
    if (!this.#remote) return uv.UV_ENOTCONN!;
    Object.assign(out, endpoint(this.#remote.bytes, this.#remote.port, this.#ipv6));
    return 0;
  }
  #sourceFor(destination: Uint8Array): Uint8Array {
    const own = parseIP(this.#local!.address)!;
    if (!isWildcard(own) && !isMulticast(own)) return own;
    return unmapIPv4(destination).length === 4 ? LOOPBACK_4 : LOOPBACK_6;
  }

  // --- sending ---

  /** `(request, list, count, port, address, hasCallback)`, without port and address when connected. */
  send(_request: unknown, list: ArrayBufferView[], count: number, ...to: unknown[]): number {
    return this.#send(list, count, to, parseIPv4);
  }
  send6(_request: unknown, list: ArrayBufferView[], count: number, ...to: unknown[]): number {
    this.#ipv6 = true;
    return this.#send(list, count, to, parseIPv6);
  }
  /** @returns one more than the bytes sent, or an error. */
  #send(
    list: ArrayBufferView[],
    count: number,
    to: unknown[],
    parse: (text: string) => Uint8Array | undefined,
  ): number {
    const explicit = to.length > 1;
    if (!explicit && !this.#remote) return uv.UV_EDESTADDRREQ!;
    const address = explicit ? parse(String(to[1])) : this.#remote!.bytes;
    const port = explicit ? Number(to[0]) : this.#remote!.port;
    if (!address) return uv.UV_EINVAL!;
    const data = joined(list, count);
    if (data.length > MAX_PAYLOAD) return uv.UV_EMSGSIZE!;
    const error = this.#ensureBound();
    if (error) return error;

    const destination = unmapIPv4(this.#reachable(address));
    const broadcast = formatIP(destination) === BROADCAST;
    if (broadcast && !this.#broadcast) return uv.UV_EACCES!;
    if (isMulticast(destination) || broadcast) {
      if (!broadcast && !this.#multicastLoopback) return data.length + 1;
      for (const socket of sockets) {
        if (broadcast ? socket.#hearsBroadcast(port) : socket.#hears(destination, port, this)) {
          socket.#receive(data, this, destination);
        }
      }
      return data.length + 1;
    }
    if (!isLoopback(destination)) return uv.UV_ENETUNREACH!;
    const receiver = bound.find(formatIP(destination), port)?.handle;
    if (receiver) receiver.#receive(data, this, destination);
    // The ICMP message "port unreachable", which only a connected socket is told of.
    else if (this.#remote) this.#fail(uv.UV_ECONNREFUSED!);
    return data.length + 1;
  }

  #hearsBroadcast(port: number): boolean {
    const { address, port: own } = this.#local!;
    return own === port && !this.#ipv6 && isWildcard(parseIP(address)!);
  }
  #hears(group: Uint8Array, port: number, sender: UDP): boolean {
    const { address, port: own } = this.#local!;
    const text = formatIP(group);
    if (own !== port || !(isWildcard(parseIP(address)!) || address === text)) return false;
    const source = formatIP(sender.#sourceFor(group));
    return this.#groups.has(text) || this.#groups.has(`${text} ${source}`);
  }

  #receive(data: Uint8Array, sender: UDP, destination: Uint8Array): void {
    const from = sender.#sourceFor(destination);
    const { port } = sender.#local!;
    if (this.#remote) {
      const { bytes, port: wanted } = this.#remote;
      if (wanted !== port || formatIP(unmapIPv4(bytes)) !== formatIP(unmapIPv4(from))) return;
    }
    // As a kernel does when nobody reads in time.
    if (this.#queued + data.length > this.#buffers.receive) return;
    this.#queued += data.length;
    queueIo(() => {
      this.#queued -= data.length;
      if (!this.#receiving || this.isClosing) return;
      const buffer = runtime.Buffer.from(data);
      const info = { ...endpoint(from, port, this.#ipv6), size: data.length };
      makeCallback(this, (this as Any).onmessage, [data.length, this, buffer, info]);
    });
  }
  #fail(error: number): void {
    queueIo(() => {
      if (!this.#receiving || this.isClosing) return;
      makeCallback(this, (this as Any).onmessage, [error, this, undefined, undefined]);
    });
  }

  recvStart(): number {
    const error = this.#ensureBound();
    if (error) return error;
    if (this.#receiving) return uv.UV_EALREADY!;
    this.#receiving = true;
    this.activate();
    return 0;
  }
  recvStop(): number {
    this.#receiving = false;
    this.deactivate();
    return 0;
  }

  // --- options ---

  addMembership(group: string, networkInterface?: string): number {
    return this.#membership(group, networkInterface, true);
  }
  dropMembership(group: string, networkInterface?: string): number {
    return this.#membership(group, networkInterface, false);
  }
  addSourceSpecificMembership(source: string, group: string, networkInterface?: string): number {
    return this.#membership(group, networkInterface, true, source);
  }
  dropSourceSpecificMembership(source: string, group: string, networkInterface?: string): number {
    return this.#membership(group, networkInterface, false, source);
  }
  #membership(
    group: string,
    networkInterface: string | undefined,
    join: boolean,
    source?: string,
  ): number {
    const address = parseIP(group);
    if (!address || !isMulticast(address)) return uv.UV_EINVAL!;
    if ((address.length === 16) !== this.#ipv6) return uv.UV_EINVAL!;
    const from = source === undefined ? undefined : parseIP(source);
    if (source !== undefined && from?.length !== address.length) return uv.UV_EINVAL!;
    const local = networkInterface === undefined ? undefined : parseIP(networkInterface);
    if (networkInterface !== undefined && !local) return uv.UV_EINVAL!;
    if (local && !isLoopback(local)) return uv.UV_ENODEV!;
    const error = this.#ensureBound();
    if (error) return error;
    const key = from ? `${formatIP(address)} ${formatIP(from)}` : formatIP(address);
    if (join === this.#groups.has(key)) return join ? uv.UV_EADDRINUSE! : uv.UV_EADDRNOTAVAIL!;
    if (join) this.#groups.add(key);
    else this.#groups.delete(key);
    return 0;
  }
  setMulticastInterface(address: string): number {
    if (!this.#local) return uv.UV_EBADF!;
    const bytes = parseIP(address);
    if (!bytes || (bytes.length === 16) !== this.#ipv6) return uv.UV_EINVAL!;
    return isLoopback(bytes) ? 0 : uv.UV_EADDRNOTAVAIL!;
  }
  setMulticastTTL(hops: number): number {
    return this.#setHops(hops, 0);
  }
  setTTL(hops: number): number {
    return this.#setHops(hops, 1);
  }
  /** Nothing here is hops away. */
  #setHops(hops: number, least: number): number {
    if (!this.#local) return uv.UV_EBADF!;
    return hops >= least && hops <= 255 ? 0 : uv.UV_EINVAL!;
  }
  setMulticastLoopback(on: number): number {
    if (!this.#local) return uv.UV_EBADF!;
    this.#multicastLoopback = on !== 0;
    return 0;
  }
  setBroadcast(on: number): number {
    if (!this.#local) return uv.UV_EBADF!;
    this.#broadcast = on !== 0;
    return 0;
  }

  /** Sets the size of a buffer, or with 0 tells it. @returns `undefined` with the error in `context`. */
  bufferSize(size: number, receive: boolean, context: Any): number | undefined {
    const which = receive ? 'receive' : 'send';
    let error = this.#local ? 0 : uv.UV_EBADF!;
    if (size > 0x7fff_ffff) error = uv.UV_EINVAL!;
    if (error) {
      Object.assign(context, {
        errno: error,
        code: uvErrorName(error),
        message: uvErrorMessage(error),
        syscall: `uv_${receive ? 'recv' : 'send'}_buffer_size`,
      });
      return undefined;
    }
    if (size === 0) return this.#buffers[which];
    const doubled = Math.min(2 * size, LARGEST_BUFFER);
    this.#buffers[which] = Math.max(doubled, SMALLEST_BUFFER[which]);
    return size;
  }
  // What is sent has arrived.
  getSendQueueSize(): number {
    return 0;
  }
  getSendQueueCount(): number {
    return 0;
  }
  /** There are no file descriptors of sockets. */
  open(_fd: number): number {
    return uv.UV_ENOTSOCK!;
  }

  protected override onClosing(): void {
    this.#receiving = false;
    sockets.delete(this);
    if (this.#local) bound.close(this.#local);
  }
}

const endpoint = (bytes: Uint8Array, port: number, ipv6: boolean): Endpoint => ({
  address: formatIP(ipv6 && bytes.length === 4 ? mappedBytes(bytes) : bytes),
  family: ipv6 ? 'IPv6' : 'IPv4',
  port,
});

/** A copy: the program may reuse its buffers once they are sent. */
function joined(list: ArrayBufferView[], count: number): Uint8Array {
  const parts = list
    .slice(0, count)
    .map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const data = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return data;
}
