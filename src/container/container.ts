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

/** Why `request` failed, in the terms of Node's error codes. */
export class RequestError extends Error {
  readonly code: 'ECONNREFUSED' | 'ECONNRESET' | 'HPE_INVALID_CONSTANT' | (string & {});
  constructor(code: RequestError['code'], message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

export interface Container extends Pick<
  WebContainer,
  'mount' | 'spawn' | 'fs' | 'export' | 'path' | 'workdir' | 'teardown'
> {
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
}
