/**
 * Pipes: Unix domain sockets by path, the ends of a child's standard streams and of IPC channels, and
 * the process's own standard streams when they are not a terminal.
 */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest, queueIo, requestEnded, requestStarted } from '../core/loop.ts';
import { nodeData, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { changeMode } from '../fs/attributes.ts';
import { FsError } from '../fs/errors.ts';
import type { SocketInode } from '../fs/inode.ts';
import { unlink } from '../fs/links.ts';
import { absolutePath, pathExists } from '../fs/process-files.ts';
import { fileTree } from '../fs/process-tree.ts';
import { makeSocket } from '../fs/sockets.ts';
import { lookup } from '../fs/walk.ts';
import type { HandleDescription } from '../process-messages.ts';
import { describeHandle, receiveHandles } from './handles.ts';
import { LinkEnd, newLinkId } from './links.ts';
import { connectPath, newShare, remotePaths } from './remote.ts';
import { openStdio } from './stdio.ts';
import { LibuvStreamWrap } from './stream.ts';

const { SOCKET, IPC } = nodeData.shapes.pipe_wrap!.constants as Record<string, number>;

/** By absolute path, or by the name after the NUL of an abstract socket. */
const servers = new Map<string, Pipe>();

/** What `sockaddr_un` has place for. */
const MAX_PATH = 107;

const isAbstract = (key: string): boolean => key.startsWith('\0');
const socketKey = (path: string): string =>
  path.startsWith('/') || path.startsWith('\0') ? path : `${runtime.cwd}/${path}`;

export class PipeConnectWrap extends AsyncWrap {}

export class Pipe extends LibuvStreamWrap {
  readonly #isChannel: boolean;
  readonly #received = new WeakMap<Uint8Array, object>();
  #key: string | undefined;
  #share = 0;
  #listening = false;
  #fd = -1;
  /** By which others find it, made by `bind`. */
  #file: SocketInode | undefined;

  constructor(type: number) {
    super();
    this.#isChannel = type === IPC;
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
    if (path.length > MAX_PATH) return uv.UV_EINVAL!;
    const key = socketKey(path);
    const error = isAbstract(key)
      ? servers.has(key) || remotePaths.has(key)
        ? uv.UV_EADDRINUSE!
        : 0
      : this.#makeFile(key);
    if (error !== 0) return error;
    this.#key = key;
    this.#share = newShare();
    return 0;
  }
  #makeFile(key: string): number {
    try {
      this.#file = makeSocket(fileTree, absolutePath(key), 0o777 & ~runtime.umask);
      return 0;
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (error.code === 'EEXIST') return uv.UV_EADDRINUSE!;
      // As libuv, which wants to say the same on all systems.
      return error.code === 'ENOENT' ? uv.UV_EACCES! : uv[`UV_${error.code}`]!;
    }
  }
  /** Takes away the file that this handle has made, if it is still that one. */
  #removeFile(): void {
    const path = this.#key !== undefined && this.#file ? absolutePath(this.#key) : undefined;
    if (path !== undefined && lookup(fileTree, path, false) === this.#file) unlink(fileTree, path);
    this.#file = undefined;
  }
  listen(_backlog: number): number {
    if (this.#key === undefined) return uv.UV_EINVAL!;
    const owner = servers.get(this.#key);
    if (!this.#file && owner !== undefined && owner !== this) return uv.UV_EADDRINUSE!;
    if (this.#listening) return 0;
    servers.set(this.#key, this);
    this.#listening = true;
    this.activate();
    runtime.post({ type: 'listen-path', path: this.#key, share: this.#share });
    return 0;
  }
  /** @param access Who may use it: 1 to read, 2 to write. */
  fchmod(access: number): number {
    if (!this.#file) return uv.UV_EBADF!;
    const granted = (access & 1 ? 0o444 : 0) | (access & 2 ? 0o222 : 0);
    changeMode(fileTree, this.#file, this.#file.mode | granted);
    return 0;
  }

  connect(request: Any, path: string): number {
    if (path.length > MAX_PATH) return uv.UV_EINVAL!;
    const server = servers.get(socketKey(path));
    const complete = (isConnected: boolean): void => {
      let status = 0;
      // A file without a server is what an ended process has left.
      if (!isConnected) status = pathExists(path) ? uv.UV_ECONNREFUSED! : uv.UV_ENOENT!;
      if (this.isClosing) status = uv.UV_ECANCELED!;
      const ok = status === 0;
      if (request.oncomplete) {
        makeCallback(request, request.oncomplete, [status, this, request, ok, ok]);
      }
    };
    if (server) {
      const socket = new Pipe(SOCKET!);
      socket.connectTo(this);
      this.connectTo(socket);
      server.#accept(socket);
      completeRequest(() => complete(true));
      return 0;
    }
    const link = newLinkId();
    requestStarted();
    connectPath(link, socketKey(path), (isConnected) => {
      if (isConnected && !this.isClosing) new LinkEnd(link, 0).attach(this);
      else if (isConnected)
        runtime.post({ type: 'link', id: link, end: 0, op: 'close', reset: false });
      queueIo(() => {
        requestEnded();
        complete(isConnected);
      });
    });
    return 0;
  }
  #accept(socket: Pipe): void {
    queueIo(() => {
      if (this.isClosing) {
        socket.resetPeer();
        socket.close();
        return;
      }
      makeCallback(this, (this as Any).onconnection, [0, socket]);
    });
  }
  /** A process has connected to a path where this one listens. */
  static acceptLink(link: number, path: string): void {
    const socket = new Pipe(SOCKET!);
    new LinkEnd(link, 1).attach(socket);
    const server = servers.get(path);
    if (server) server.#accept(socket);
    else {
      socket.resetPeer();
      socket.close();
    }
  }

  // --- handles inside of messages ---

  override receive(bytes: Uint8Array, handle?: object): void {
    if (handle) this.#received.set(bytes, handle);
    super.receive(bytes);
  }
  protected override get keepsChunks(): boolean {
    return this.#isChannel;
  }
  protected override onChunk(bytes: Uint8Array): void {
    const handle = this.#received.get(bytes);
    if (handle) (this as Any).pendingHandle = handle;
  }
  protected override describe(handle: object): HandleDescription | undefined {
    return describeHandle(handle);
  }

  /** What this handle is to another process that receives it. */
  describeAsServer(): HandleDescription | undefined {
    if (this.#key === undefined) return undefined;
    return { kind: 'pipe-server', path: this.#key, share: this.#share };
  }
  static {
    receiveHandles.pipeServer = ({ path, share }) => {
      const pipe = new Pipe(SOCKET!);
      pipe.#key = path;
      pipe.#share = share;
      return pipe;
    };
    receiveHandles.pipe = ({ link, end }) => {
      const pipe = new Pipe(SOCKET!);
      new LinkEnd(link, end).attach(pipe);
      return pipe;
    };
  }

  protected override onReadingChanged(reading: boolean): void {
    if (reading) this.activate();
    else if (!this.#listening) this.deactivate();
  }
  protected override onClosing(): void {
    if (this.#listening && this.#key !== undefined && servers.get(this.#key) === this) {
      servers.delete(this.#key);
      runtime.post({ type: 'unlisten-path', path: this.#key, share: this.#share });
    }
    this.#removeFile();
    super.onClosing();
  }
}
