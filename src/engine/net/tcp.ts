/** TCP handles over the loopback network of this process. */
import { AsyncWrap, symbols } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest, queueIo } from '../core/loop.ts';
import { nodeData, type Any, type Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { formatIP, isLoopback, isWildcard, mapToIPv6, parseIPv4, parseIPv6 } from './ip-address.ts';
import type { Peer } from './peer.ts';
import { PortRegistry, type Listener } from './ports.ts';
import { LibuvStreamWrap } from './stream.ts';

const { SOCKET, UV_TCP_IPV6ONLY, UV_TCP_REUSEPORT } = nodeData.shapes.tcp_wrap!.constants as Record<
  string,
  number
>;

interface Endpoint {
  address: string;
  family: 'IPv4' | 'IPv6';
  port: number;
}
const endpoint = (address: string, port: number): Endpoint => ({
  address,
  family: address.includes(':') ? 'IPv6' : 'IPv4',
  port,
});

/** All servers of this process that page and program can connect to. */
export const ports = new PortRegistry<ListeningSocket>((port, open) =>
  runtime.portChanged(port, open),
);

interface ListeningSocket extends Listener {
  readonly handle: TCP;
}

export class TCPConnectWrap extends AsyncWrap {}

export class TCP extends LibuvStreamWrap {
  reading = false;
  #local: Endpoint | undefined;
  #remote: Endpoint | undefined;
  #flags = 0;
  /** As libuv does, an address in use is not reported by `bind` but by what follows. */
  #bindError = 0;
  #listening: ListeningSocket | undefined;
  #typeOfService = 0;

  constructor(_type: number) {
    super();
    const self = this as Any;
    self.onconnection = null;
    self[symbols.owner_symbol!] = null;
  }

  bind(address: string, port: number, flags = 0): number {
    return this.#bind(parseIPv4(address), port, flags);
  }
  bind6(address: string, port: number, flags = 0): number {
    return this.#bind(parseIPv6(address), port, flags);
  }
  #bind(address: Uint8Array | undefined, port: number, flags: number): number {
    if (!address || this.#local) return uv.UV_EINVAL!;
    if (!isLoopback(address)) return uv.UV_EADDRNOTAVAIL!;
    this.#flags = flags;
    this.#local = endpoint(formatIP(address), port || ports.ephemeral());
    if (ports.isTaken(this.#asListener())) this.#bindError = uv.UV_EADDRINUSE!;
    return 0;
  }

  #asListener(): ListeningSocket {
    const { address, port } = this.#local!;
    return {
      handle: this,
      address,
      port,
      ipv6Only: (this.#flags & UV_TCP_IPV6ONLY!) !== 0,
      reusePort: (this.#flags & UV_TCP_REUSEPORT!) !== 0,
    };
  }

  /** The queue of pending connections has no limit: `backlog` is ignored. */
  listen(_backlog: number): number {
    if (this.#bindError) return this.#bindError;
    if (this.#listening) return 0;
    this.#local ??= endpoint('0.0.0.0', ports.ephemeral());
    const listening = this.#asListener();
    if (ports.isTaken(listening)) return uv.UV_EADDRINUSE!;
    this.#listening = listening;
    ports.open(listening);
    this.activate();
    return 0;
  }

  connect(request: Any, address: string, port: number): number {
    return this.#connect(request, parseIPv4(address), port);
  }
  connect6(request: Any, address: string, port: number): number {
    return this.#connect(request, parseIPv6(address), port);
  }
  #connect(request: Any, address: Uint8Array | undefined, port: number): number {
    if (!address) return uv.UV_EINVAL!;
    if (this.#bindError) return this.#bindError;
    // What the kernel says without a route. A tab has no sockets, so there is none to anywhere else.
    if (!isLoopback(address)) {
      this.#local ??= endpoint(address.length === 4 ? '0.0.0.0' : '::', 0);
      return uv.UV_ENETUNREACH!;
    }
    const loopback = address.length === 4 ? '127.0.0.1' : '::1';
    const target = endpoint(isWildcard(address) ? loopback : formatIP(address), port);
    const local = endpoint(
      this.#local && !/^(?:0\.0\.0\.0|::)$/.test(this.#local.address)
        ? this.#local.address
        : target.address,
      this.#local?.port ?? ports.ephemeral(),
    );
    const server = ports.find(target.address, port);
    if (server) {
      this.#local = local;
      this.#remote = target;
      server.handle.#accept(this, local, target);
    }
    completeRequest(() => {
      let status = 0;
      if (!server) status = uv.UV_ECONNREFUSED!;
      if (this.isClosing) status = uv.UV_ECANCELED!;
      const ok = status === 0;
      if (request.oncomplete) {
        makeCallback(request, request.oncomplete, [status, this, request, ok, ok]);
      }
    });
    return 0;
  }

  /** Queues a connection from `client`, and returns the server's end of it. */
  #accept(client: Peer & { connectTo(peer: Peer): void }, remote: Endpoint, local: Endpoint): TCP {
    const socket = new TCP(SOCKET!);
    const dual = this.#local!.family === 'IPv6';
    const seen = ({ address, port }: Endpoint): Endpoint =>
      endpoint(dual ? mapToIPv6(address) : address, port);
    socket.#local = seen(local);
    socket.#remote = seen(remote);
    socket.connectTo(client);
    client.connectTo(socket);
    queueIo(() => {
      const onconnection = (this as Any).onconnection as Fn | null;
      if (this.isClosing || !onconnection) {
        socket.reset();
        return;
      }
      makeCallback(this, onconnection, [0, socket]);
    });
    return socket;
  }

  /**
   * Connects a client that lives outside the program to a server of this process.
   * @returns the server's end, or `undefined` when nothing listens on the port.
   */
  static connectFromOutside(
    port: number,
    client: Peer & { connectTo(peer: Peer): void },
  ): TCP | undefined {
    const server = ports.findLocal(port);
    if (!server) return undefined;
    const address =
      server.handle.#local!.family === 'IPv6' && server.address !== '::'
        ? server.address
        : '127.0.0.1';
    return server.handle.#accept(
      client,
      endpoint(address, ports.ephemeral()),
      endpoint(address, port),
    );
  }

  getsockname(out: Partial<Endpoint>): number {
    if (this.#bindError) return this.#bindError;
    if (!this.#local) return uv.UV_EBADF!;
    Object.assign(out, this.#local);
    return 0;
  }
  getpeername(out: Partial<Endpoint>): number {
    if (!this.#remote) return uv.UV_ENOTCONN!;
    Object.assign(out, this.#remote);
    return 0;
  }

  /** Closes so that the other end sees `ECONNRESET`. */
  reset(callback?: Fn): number {
    if (this.isClosing) return 0;
    this.resetPeer();
    this.close(callback);
    return 0;
  }

  // Memory has no Nagle algorithm, no probes and no routers.
  setNoDelay(): number {
    return 0;
  }
  setKeepAlive(): number {
    return 0;
  }
  setTypeOfService(value: number): number {
    this.#typeOfService = value;
    return 0;
  }
  getTypeOfService(): number {
    return this.#typeOfService;
  }
  /** There are no file descriptors of sockets. */
  open(_fd: number): number {
    return uv.UV_ENOTSOCK!;
  }

  protected override onReadingChanged(reading: boolean): void {
    if (reading) this.activate();
    else if (!this.#listening) this.deactivate();
  }
  protected override onClosing(): void {
    if (this.#listening) ports.close(this.#listening);
    super.onClosing();
  }
}
