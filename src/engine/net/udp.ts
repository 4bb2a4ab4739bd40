/** UDP handles over the virtual network: as on one host, loopback and multicast. */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { HandleWrap } from '../core/handle-wrap.ts';
import { queueIo } from '../core/loop.ts';
import { nodeData, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv, uvErrorMessage, uvErrorName } from '../core/uv.ts';
import type { Datagram, HandleDescription, ListenerDescription } from '../process-messages.ts';
import { receiveHandles } from './handles.ts';
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
import { PortRegistry } from './ports.ts';
import { isTakenRemotely, newShare } from './remote.ts';

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
interface Bound extends ListenerDescription {
  readonly handle: UDP;
}
const description = ({ handle: _handle, ...rest }: Bound): ListenerDescription => rest;

const bound = new PortRegistry<Bound>(() => {});
/** What other processes have bound. It may trail by a message. */
export const remoteSockets = new PortRegistry<ListenerDescription>(() => {});
/** All sockets that are bound, for what goes to more than one of them. */
const sockets = new Set<UDP>();

export class UDP extends HandleWrap {
  #local: Bound | undefined;
  #remote: { bytes: Uint8Array; port: number } | undefined;
  #ipv6 = false;
  #receiving = false;
  /** Whether another process has the socket too, and may read what comes to it. */
  #shared = false;
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
      share: newShare(),
    };
    if (bound.isTaken(local) || isTakenRemotely(description(local), remoteSockets)) {
      return uv.UV_EADDRINUSE!;
    }
    this.#open(local);
    return 0;
  }
  #open(local: Bound): void {
    this.#local = local;
    bound.open(local);
    sockets.add(this);
    runtime.post({ type: 'udp-open', socket: description(local) });
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
      const datagram = this.#datagram(data, destination, port);
      UDP.receiveFromGroup(datagram);
      if (remoteSockets.ports().includes(port)) {
        runtime.post({ type: 'datagram', datagram, toAll: true });
      }
      return data.length + 1;
    }
    if (!isLoopback(destination)) return uv.UV_ENETUNREACH!;
    const target = formatIP(destination);
    const receiver = bound.find(target, port)?.handle;
    const datagram = this.#datagram(data, destination, port);
    if (receiver && !receiver.#shared) receiver.#receive(datagram);
    else if (receiver || remoteSockets.find(target, port)) {
      runtime.post({ type: 'datagram', datagram, toAll: false });
    }
    // The ICMP message "port unreachable", which only a connected socket is told of.
    else if (this.#remote) this.#fail(uv.UV_ECONNREFUSED!);
    return data.length + 1;
  }
  #datagram(data: Uint8Array, destination: Uint8Array, port: number): Datagram {
    return {
      data,
      from: { address: formatIP(this.#sourceFor(destination)), port: this.#local!.port },
      to: { address: formatIP(destination), port },
    };
  }

  /** To every socket of this process that hears the group, or broadcasts. */
  static receiveFromGroup(datagram: Datagram): void {
    for (const socket of sockets) if (socket.#hears(datagram)) socket.#receive(datagram);
  }
  /** To whoever reads the socket here. */
  static receiveShared(datagram: Datagram, share: number): void {
    const same = [...sockets].filter((socket) => socket.#local!.share === share);
    const reader = same.find((socket) => socket.#receiving) ?? same[0];
    if (reader) reader.#receive(datagram);
  }
  static startEphemeralAt(offset: number): void {
    bound.startEphemeralAt(offset);
  }

  #hears({ from, to }: Datagram): boolean {
    const { address, port } = this.#local!;
    const isAny = isWildcard(parseIP(address)!);
    if (port !== to.port || !(isAny || address === to.address)) return false;
    if (to.address === BROADCAST) return isAny && !this.#ipv6;
    return this.#groups.has(to.address) || this.#groups.has(`${to.address} ${from.address}`);
  }

  #receive({ data, from: { address, port } }: Datagram): void {
    const from = parseIP(address)!;
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
    this.#setReceiving(true);
    this.activate();
    return 0;
  }
  recvStop(): number {
    this.#setReceiving(false);
    this.deactivate();
    return 0;
  }
  #setReceiving(on: boolean): void {
    if (this.#receiving === on) return;
    this.#receiving = on;
    runtime.post({ type: 'udp-receive', socket: description(this.#local!), on });
  }

  // --- on the way to another process ---

  /** What the socket is to another process that receives it. */
  describeAsServer(): HandleDescription | undefined {
    if (!this.#local) return undefined;
    this.#shared = true;
    return { kind: 'udp', socket: description(this.#local) };
  }
  static {
    receiveHandles.udp = ({ socket }) => {
      const handle = new UDP();
      handle.#shared = true;
      handle.#ipv6 = socket.address.includes(':');
      handle.#open({ ...socket, handle });
      return handle;
    };
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
    this.#setReceiving(false);
    sockets.delete(this);
    if (!this.#local) return;
    bound.close(this.#local);
    runtime.post({ type: 'udp-close', socket: description(this.#local) });
  }
}

/** Whether any program reads what is sent to a port. */
export const isUdpPort = (address: string, port: number): boolean =>
  parseIP(address) !== undefined &&
  (bound.find(address, port) ?? remoteSockets.find(address, port)) !== undefined;

/** A datagram of another process. */
export function receiveDatagram(datagram: Datagram, share: number | undefined): void {
  if (share === undefined) UDP.receiveFromGroup(datagram);
  else UDP.receiveShared(datagram, share);
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
