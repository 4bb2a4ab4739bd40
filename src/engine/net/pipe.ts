/** Pipes: Unix domain sockets by path within this process, and the standard streams when not a terminal. */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest, queueIo } from '../core/loop.ts';
import { nodeData, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { openStdio } from './stdio.ts';
import { LibuvStreamWrap } from './stream.ts';

const { SOCKET } = nodeData.shapes.pipe_wrap!.constants as Record<string, number>;

/** By absolute path, or by the name after the NUL of an abstract socket. */
const servers = new Map<string, Pipe>();

const socketKey = (path: string): string =>
  path.startsWith('/') || path.startsWith('\0') ? path : `${runtime.cwd}/${path}`;

export class PipeConnectWrap extends AsyncWrap {}

export class Pipe extends LibuvStreamWrap {
  #key: string | undefined;
  #listening = false;
  #fd = -1;

  constructor(_type: number) {
    super();
  }

  override get fd(): number {
    return this.#fd;
  }

  open(fd: number): number {
    const error = openStdio(fd, this);
    if (error === 0) this.#fd = fd;
    return error;
  }

  bind(path: string): number {
    if (this.#key !== undefined) return uv.UV_EINVAL!;
    const key = socketKey(path);
    if (servers.has(key)) return uv.UV_EADDRINUSE!;
    this.#key = key;
    return 0;
  }
  listen(_backlog: number): number {
    if (this.#key === undefined) return uv.UV_EINVAL!;
    const owner = servers.get(this.#key);
    if (owner !== undefined && owner !== this) return uv.UV_EADDRINUSE!;
    servers.set(this.#key, this);
    this.#listening = true;
    this.activate();
    return 0;
  }
  fchmod(): number {
    return 0;
  }

  connect(request: Any, path: string): number {
    const server = servers.get(socketKey(path));
    if (server) server.#accept(this);
    completeRequest(() => {
      let status = 0;
      if (!server) status = uv.UV_ENOENT!;
      if (this.isClosing) status = uv.UV_ECANCELED!;
      const ok = status === 0;
      if (request.oncomplete) {
        makeCallback(request, request.oncomplete, [status, this, request, ok, ok]);
      }
    });
    return 0;
  }
  #accept(client: Pipe): void {
    const socket = new Pipe(SOCKET!);
    socket.connectTo(client);
    client.connectTo(socket);
    queueIo(() => {
      if (this.isClosing) {
        socket.resetPeer();
        socket.close();
        return;
      }
      makeCallback(this, (this as Any).onconnection, [0, socket]);
    });
  }

  protected override onReadingChanged(reading: boolean): void {
    if (reading) this.activate();
    else if (!this.#listening) this.deactivate();
  }
  protected override onClosing(): void {
    if (this.#listening && this.#key !== undefined) servers.delete(this.#key);
    super.onClosing();
  }
}
