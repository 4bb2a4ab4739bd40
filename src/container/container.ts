/**
 * The interface behind which both engines run an example: the subset of `@webcontainer/api` that the
 * site uses, typed from that package so that the compiler keeps the engines alike, plus `request`,
 * which neither an iframe nor CORS stands in the way of.
 */
import type {
  ErrorListener,
  PortListener,
  PreviewMessageListener,
  ServerReadyListener,
  Unsubscribe,
  WebContainer,
  WebContainerProcess,
} from '@webcontainer/api';

export type { FileSystemTree, SpawnOptions } from '@webcontainer/api';
export type ContainerProcess = WebContainerProcess;

export interface ContainerEvents {
  port: PortListener;
  'server-ready': ServerReadyListener;
  error: ErrorListener;
  'preview-message': PreviewMessageListener;
}

/** An HTTP message header list in wire order: `[name, value]` pairs, duplicates kept. */
export type HeaderList = [name: string, value: string][];

export interface HttpRequest {
  method: string;
  /** Port that the example listens on. */
  port: number;
  /** Origin-form target: path and query, starting with `/`. */
  path: string;
  headers: HeaderList;
  body?: Uint8Array<ArrayBuffer> | undefined;
}

export interface HttpResponse {
  status: number;
  /** The reason phrase as sent on the wire. */
  statusText: string;
  headers: HeaderList;
  /** Body bytes as they arrive, still content-encoded as the server sent them. */
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** One cookie of a container's jar. It belongs to no port: every server of a container is `localhost`. */
export interface Cookie {
  name: string;
  value: string;
  path: string;
  /** Milliseconds since the epoch; `null` for a session cookie. */
  expires: number | null;
  secure: boolean;
  httpOnly: boolean;
  sameSite: 'strict' | 'lax' | 'none' | undefined;
}

/** The jar that `request` and, in the embedded engine, the previews of a container share. */
export interface Cookies {
  /** Those that have not expired, oldest first. */
  list(): Cookie[];
  /** The `Cookie` header that a request for this path and query gets, if any. */
  header(path: string): string | undefined;
  /** Takes one away; name and path are what tells cookies of a jar apart. */
  delete(cookie: Pick<Cookie, 'name' | 'path'>): void;
  clear(): void;
  /** Calls the listener after each change, until the returned function is called. */
  subscribe(listener: () => void): Unsubscribe;
}

/** Why `request` failed, in the terms of Node's error codes. */
export class RequestError extends Error {
  readonly code: 'ECONNREFUSED' | 'ECONNRESET' | 'HPE_INVALID_CONSTANT' | (string & {});
  constructor(code: RequestError['code'], message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

/** A frame of a WebSocket. Fragments of a message are joined. */
export interface SocketFrame {
  /** From the page's point of view. */
  direction: 'sent' | 'received';
  kind: 'text' | 'binary' | 'ping' | 'pong' | 'close';
  /** The payload, or its beginning. */
  data: Uint8Array;
  /** Bytes of the whole payload. */
  size: number;
  /** Milliseconds since the epoch. */
  time: number;
}

export interface SocketObserver {
  /** A page opens a WebSocket; `path` with its query. */
  opened(socket: { id: number; port: number; path: string }): void;
  /**
   * What has gone over it since the last call. `missed` frames came after these, too fast to be shown.
   * After `closed`, whose code is that of the `close` event, nothing follows.
   */
  frames(
    id: number,
    batch: { frames: SocketFrame[]; missed: number; closed?: { code: number; reason: string } },
  ): void;
}

/** A WebSocket of the runner's own; what it receives is seen by observers. */
export interface ClientSocket {
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface Container extends Pick<
  WebContainer,
  'mount' | 'spawn' | 'fs' | 'export' | 'path' | 'workdir' | 'teardown'
> {
  readonly cookies: Cookies;
  on<E extends keyof ContainerEvents>(event: E, listener: ContainerEvents[E]): Unsubscribe;
  /**
   * Sends one request to a server of this container and resolves with its head; the body streams.
   * The cookie jar is the container's: `Set-Cookie` is stored, and `Cookie` is added unless given.
   * With `cookies: 'omit'` the jar is neither read nor written.
   *
   * @throws RequestError when nothing listens on the port or the connection breaks.
   */
  request(
    request: HttpRequest,
    options?: { signal?: AbortSignal; cookies?: 'jar' | 'omit' },
  ): Promise<HttpResponse>;
  /**
   * Which of the processes spawned here listens on a port, itself or by a descendant; `undefined` when
   * none does. Engines that cannot tell, such as WebContainers, lack the method.
   */
  openedBy?(port: number): ContainerProcess | undefined;
  /**
   * Sees the WebSockets that pages open from now on to servers of this container. Absent, like
   * `openSocket`, where the engine does not show frames, as in WebContainers.
   */
  observeSockets?(observer: SocketObserver): Unsubscribe;
  /**
   * Opens a WebSocket as a page of the preview would, with the container's cookies.
   *
   * @throws Error when nothing listens on the port.
   */
  openSocket?(port: number, path: string, protocols?: string[]): ClientSocket;
}
