/** TCP handles over the loopback network: within this process, and through the page to others. */
import { AsyncWrap, symbols } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest, queueIo, requestEnded, requestStarted } from '../core/loop.ts';
import { nodeData, type Any, type Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv, uvException } from '../core/uv.ts';
import type { Endpoint, HandleDescription, ListenerDescription } from '../process-messages.ts';
import { receiveHandles } from './handles.ts';
import { formatIP, isLoopback, isWildcard, mapToIPv6, parseIPv4, parseIPv6 } from './ip-address.ts';
import { LinkEnd, newLinkId } from './links.ts';
import { noSockets, OutsideConnection, outsideHost, speaksHttp } from './outside/index.ts';
import type { Peer } from './peer.ts';
import { PortRegistry, type Listener } from './ports.ts';
import { connectPort, isTakenRemotely, newShare } from './remote.ts';
import { LibuvStreamWrap } from './stream.ts';

const { SERVER, SOCKET, UV_TCP_IPV6ONLY, UV_TCP_REUSEPORT } = nodeData.shapes.tcp_wrap!
  .constants as Record<string, number>;

const endpoint = (address: string, port: number): Endpoint => ({
  address,
  family: address.includes(':') ? 'IPv6' : 'IPv4',
  port,
});

/** All servers of this process that page and program can connect to. */
export const ports = new PortRegistry<ListeningSocket>(() => {});

interface ListeningSocket extends Listener, ListenerDescription {
  readonly address: string;
  readonly port: number;
  readonly ipv6Only: boolean;
  readonly reusePort: boolean;
  readonly handle: TCP;
}

const description = ({ handle: _handle, ...rest }: ListeningSocket): ListenerDescription => rest;
const isTaken = (socket: ListeningSocket): boolean => {
  const others = ports
    .all()
    .filter(({ port, share }) => port === socket.port && share === socket.share);
  // The same socket twice in one process, for instance as it was sent and came back.
  return (others.length === 0 && ports.isTaken(socket)) || isTakenRemotely(description(socket));
};

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
  #share = 0;
  readonly #isServer: boolean;

  override get resourceName(): string {
    return this.#isServer ? 'TCPServerWrap' : 'TCPSocketWrap';
  }

  constructor(type: number) {
    super();
    this.#isServer = type === SERVER;
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
    if (isTaken(this.#asListener())) this.#bindError = uv.UV_EADDRINUSE!;
    return 0;
  }

  #asListener(): ListeningSocket {
    const { address, port } = this.#local!;
    this.#share ||= newShare();
    return {
      handle: this,
      share: this.#share,
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
    if (isTaken(listening)) return uv.UV_EADDRINUSE!;
    this.#listening = listening;
    ports.open(listening);
    runtime.post({ type: 'listen', listener: description(listening) });
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
    if (!isLoopback(address)) return this.#connectOutside(request, address, port);
    const loopback = address.length === 4 ? '127.0.0.1' : '::1';
    const target = endpoint(isWildcard(address) ? loopback : formatIP(address), port);
    const local = endpoint(
      this.#local && !/^(?:0\.0\.0\.0|::)$/.test(this.#local.address)
        ? this.#local.address
        : target.address,
      this.#local?.port ?? ports.ephemeral(),
    );
    const server = ports.find(target.address, port);
    const complete = (isConnected: boolean): void => {
      let status = 0;
      if (!isConnected) status = uv.UV_ECONNREFUSED!;
      if (this.isClosing) status = uv.UV_ECANCELED!;
      const ok = status === 0;
      if (request.oncomplete) {
        makeCallback(request, request.oncomplete, [status, this, request, ok, ok]);
      }
    };
    if (server) {
      this.#local = local;
      this.#remote = target;
      server.handle.#accept(this, local, target);
      completeRequest(() => complete(true));
      return 0;
    }
    const link = newLinkId();
    requestStarted();
    connectPort(link, target, local, (isConnected) => {
      if (isConnected && this.isClosing) {
        runtime.post({ type: 'link', id: link, end: 0, op: 'close', reset: false });
      } else if (isConnected) {
        this.#local = local;
        this.#remote = target;
        new LinkEnd(link, 0).attach(this);
      }
      queueIo(() => {
        requestEnded();
        complete(isConnected);
      });
    });
    return 0;
  }

  /** Another process has connected to a port where this one listens. */
  static acceptLink(link: number, address: string, port: number, remote: Endpoint): void {
    const end = new LinkEnd(link, 1);
    const server = ports.find(address, port);
    if (server) server.handle.#accept(end, remote, endpoint(address, port));
    else end.receiveClosed(true);
  }

  /** The page has given the address to a process that was faster. */
  static listenFailed({ port, share }: ListenerDescription): void {
    for (const { handle } of ports
      .all()
      .filter((one) => one.port === port && one.share === share)) {
      const server = (handle as Any)[symbols.owner_symbol!];
      const error = uvException(uv.UV_EADDRINUSE!, 'listen');
      Object.assign(error, {
        message: `listen EADDRINUSE: address already in use ${handle.#local!.address}:${port}`,
        address: handle.#local!.address,
        port,
      });
      handle.close();
      if (server) {
        server._handle = null;
        queueIo(() => makeCallback(server, server.emit, ['error', error]));
      }
    }
  }

  #connectOutside(request: Any, address: Uint8Array, port: number): number {
    const ipv4 = address.length === 4;
    const host = outsideHost(address);
    // What the kernel says without a route.
    if (host === undefined) {
      this.#local ??= endpoint(ipv4 ? '0.0.0.0' : '::', 0);
      return uv.UV_ENETUNREACH!;
    }
    if (speaksHttp(port)) {
      const connection = new OutsideConnection(host, port);
      this.connectTo(connection);
      connection.connectTo(this);
      this.#local ??= endpoint(ipv4 ? '127.0.0.1' : '::1', ports.ephemeral());
      this.#remote = endpoint(formatIP(address), port);
    }
    completeRequest(() => {
      const socket = (this as Any)[symbols.owner_symbol!];
      if (!this.isConnected && !this.isClosing && socket) {
        makeCallback(this, () => socket.destroy(noSockets(host, port)), []);
        return;
      }
      const status = this.isClosing ? uv.UV_ECANCELED! : 0;
      if (request.oncomplete) {
        makeCallback(request, request.oncomplete, [status, this, request, true, true]);
      }
    });
    return 0;
  }

  /** The server outside the tab that this is connected to. */
  get outside(): OutsideConnection | undefined {
    return this.peer instanceof OutsideConnection ? this.peer : undefined;
  }

  /** Queues a connection from `client`, and returns the server's end of it. */
  #accept(
    client: LinkEnd | (Peer & { connectTo(peer: Peer): void }),
    remote: Endpoint,
    local: Endpoint,
  ): TCP {
    const socket = new TCP(SOCKET!);
    const dual = this.#local!.family === 'IPv6';
    const seen = ({ address, port }: Endpoint): Endpoint =>
      endpoint(dual ? mapToIPv6(address) : address, port);
    socket.#local = seen(local);
    socket.#remote = seen(remote);
    if (client instanceof LinkEnd) client.attach(socket);
    else {
      socket.connectTo(client);
      client.connectTo(socket);
    }
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

  /** What this handle is to another process that receives it: one that shares its address. */
  describeAsServer(): HandleDescription | undefined {
    if (this.#remote || !this.#local) return undefined;
    const listener = description(this.#asListener());
    return { kind: 'tcp-server', listener };
  }
  describeEndpoints(): { local: Endpoint | undefined; remote: Endpoint | undefined } {
    return { local: this.#local, remote: this.#remote };
  }
  static {
    receiveHandles.tcp = ({ link, end, local, remote }) => {
      const socket = new TCP(SOCKET!);
      socket.#local = local;
      socket.#remote = remote;
      new LinkEnd(link, end).attach(socket);
      return socket;
    };
    receiveHandles.tcpServer = ({ listener }) => {
      const server = new TCP(SERVER!);
      server.#local = endpoint(listener.address, listener.port);
      server.#flags =
        (listener.ipv6Only ? UV_TCP_IPV6ONLY! : 0) | (listener.reusePort ? UV_TCP_REUSEPORT! : 0);
      server.#share = listener.share;
      return server;
    };
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
    if (this.#listening) {
      ports.close(this.#listening);
      runtime.post({ type: 'unlisten', listener: description(this.#listening) });
    }
    super.onClosing();
  }
}
