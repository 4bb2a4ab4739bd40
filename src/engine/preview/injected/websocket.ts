/**
 * `WebSocket` for servers of the container. A service worker does not see WebSocket handshakes, so the
 * program's socket is one end of a MessagePort, whose other end is in the process.
 * https://websockets.spec.whatwg.org/
 */
import type { WebSocketCommand, WebSocketEvent } from '../../net/messages.ts';
import type { DocumentToWorker, InjectedConfig } from '../protocol.ts';
import { isLocalHost, ownPath, parsePreview } from '../routing.ts';
import {
  checkClose,
  parseProtocols,
  parseSocketUrl,
  payloadOf,
  sizeOf,
  type Payload,
} from './websocket-arguments.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const ABNORMAL = 1006;

export interface PreviewWebSockets {
  WebSocket: typeof WebSocket;
  /** Closes the sockets to a server that is gone, or to all. */
  stopped(port: number | undefined): void;
}

/** Which server of the container a URL means; `undefined` for a server elsewhere. */
export function serverOf(
  { space, containerId, port }: InjectedConfig,
  url: URL,
): { port: number; path: string } | undefined {
  const site = new URL(space);
  if (url.host === site.host) {
    const asHttp = new URL(url.pathname + url.search, site);
    const address = parsePreview(space, asHttp.href);
    if (address?.containerId === containerId) {
      return { port: address.port, path: address.path || '/' };
    }
    return { port, path: ownPath(space, { containerId, port }, asHttp) };
  }
  if (url.protocol !== 'ws:' || !isLocalHost(url.hostname)) return undefined;
  return { port: Number(url.port || 80), path: url.pathname + url.search };
}

/** @param writingCookies Writes to `document.cookie` that the handshake has to wait for. */
export function previewWebSocket(
  config: InjectedConfig,
  writingCookies: () => Promise<void> | undefined,
): PreviewWebSockets {
  const NativeWebSocket = globalThis.WebSocket;
  /** Open sockets, and how to end each of them. */
  const sockets = new Map<number, { port: number; fail(): void; leave(): void }>();
  let nextId = 1;

  class PreviewSocket extends EventTarget {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSING = CLOSING;
    static readonly CLOSED = CLOSED;
    readonly #id = nextId++;
    readonly #url: URL;
    readonly #handlers = new Map<string, EventListener | null>();
    #readyState = CONNECTING;
    #protocol = '';
    #binaryType: BinaryType = 'blob';
    #bufferedAmount = 0;
    #port: MessagePort | undefined;
    /** While a Blob is being read, what was sent after it waits. */
    #queue: Promise<void> | undefined;

    static {
      for (const type of ['open', 'message', 'error', 'close']) {
        Object.defineProperty(this.prototype, `on${type}`, {
          configurable: true,
          enumerable: true,
          get(this: PreviewSocket) {
            return this.#handlers.get(type) ?? null;
          },
          set(this: PreviewSocket, handler: unknown) {
            // The listener keeps the place of the first handler, as event handler attributes do.
            if (!this.#handlers.has(type)) {
              this.addEventListener(type, (event) => this.#handlers.get(type)?.call(this, event));
            }
            const isFunction = typeof handler === 'function';
            this.#handlers.set(type, isFunction ? (handler as EventListener) : null);
          },
        });
      }
      for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
        Object.defineProperty(this.prototype, name, { value, enumerable: true });
      }
      Object.defineProperty(this.prototype, Symbol.toStringTag, {
        configurable: true,
        value: 'WebSocket',
      });
      Object.defineProperty(this, 'name', { configurable: true, value: 'WebSocket' });
    }

    constructor(url: string | URL, protocols: string | string[] = []) {
      super();
      this.#url = parseSocketUrl(String(url), document.baseURI);
      const list = parseProtocols(protocols);
      const server = serverOf(config, this.#url);
      // A server on the network: the browser's own.
      if (!server) return new NativeWebSocket(url, protocols) as unknown as PreviewSocket;

      const worker = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller;
      if (!worker) {
        setTimeout(() => this.#fail());
        return;
      }
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.onmessage = ({ data }: MessageEvent<WebSocketEvent>) => this.#receive(data);
      sockets.set(this.#id, {
        port: server.port,
        fail: () => this.#fail(),
        leave: () => this.#leave(),
      });
      const message: DocumentToWorker = { type: 'preview:websocket', ...server, protocols: list };
      const open = (): void => worker.postMessage(message, [port2]);
      const writing = writingCookies();
      if (writing) void writing.then(open);
      else open();
    }

    get url(): string {
      return this.#url.href;
    }
    get readyState(): number {
      return this.#readyState;
    }
    get protocol(): string {
      return this.#protocol;
    }
    get extensions(): string {
      return '';
    }
    get bufferedAmount(): number {
      return this.#bufferedAmount;
    }
    get binaryType(): BinaryType {
      return this.#binaryType;
    }
    set binaryType(value: BinaryType) {
      if (value === 'blob' || value === 'arraybuffer') this.#binaryType = value;
    }

    send(data: string | ArrayBufferLike | ArrayBufferView | Blob): void {
      if (this.#readyState === CONNECTING) {
        throw new DOMException(
          "Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
          'InvalidStateError',
        );
      }
      const payload = payloadOf(data);
      const size = sizeOf(payload);
      this.#bufferedAmount += size;
      if (this.#readyState === OPEN) this.#inOrder(payload, size);
    }

    close(code?: number, reason = ''): void {
      const given = code === undefined ? undefined : Math.trunc(Number(code)) || 0;
      checkClose(given, String(reason));
      if (this.#readyState >= CLOSING) return;
      const command: WebSocketCommand = { type: 'close', reason: String(reason) };
      if (given !== undefined) command.code = given;
      const isConnecting = this.#readyState === CONNECTING;
      this.#readyState = CLOSING;
      if (this.#queue) this.#queue = this.#queue.then(() => this.#command(command));
      else this.#command(command);
      if (isConnecting) setTimeout(() => this.#fail());
    }

    #inOrder(payload: Payload, size: number): void {
      if (!this.#queue && !(payload instanceof Blob)) {
        this.#send(payload, size);
        return;
      }
      const bytes = payload instanceof Blob ? payload.arrayBuffer() : payload;
      const queue = (this.#queue ?? Promise.resolve())
        .then(async () => this.#send(await bytes, size))
        .finally(() => {
          if (this.#queue === queue) this.#queue = undefined;
        });
      this.#queue = queue;
    }

    #send(data: string | ArrayBuffer, size: number): void {
      this.#command({ type: 'send', data }, typeof data === 'string' ? [] : [data]);
      // Not within the turn of `send`, where a program may look at it.
      setTimeout(() => {
        this.#bufferedAmount -= size;
      });
    }

    #command(command: WebSocketCommand, transfer: Transferable[] = []): void {
      this.#port?.postMessage(command, transfer);
    }

    #receive(event: WebSocketEvent): void {
      if (this.#readyState === CLOSED) return;
      switch (event.type) {
        case 'open':
          if (this.#readyState !== CONNECTING) return;
          this.#readyState = OPEN;
          this.#protocol = event.protocol;
          this.dispatchEvent(new Event('open'));
          break;
        case 'message': {
          if (this.#readyState !== OPEN) return;
          const isBlob = typeof event.data !== 'string' && this.#binaryType === 'blob';
          const data = isBlob ? new Blob([event.data]) : event.data;
          this.dispatchEvent(new MessageEvent('message', { data, origin: this.#url.origin }));
          break;
        }
        case 'error':
          this.#readyState = CLOSING;
          this.dispatchEvent(new Event('error'));
          break;
        case 'close': {
          this.#end();
          const { code, reason, wasClean } = event;
          this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
        }
      }
    }

    /** The connection is gone without a closing handshake, or never was. */
    #fail(): void {
      this.#receive({ type: 'error', message: '' });
      this.#receive({ type: 'close', code: ABNORMAL, reason: '', wasClean: false });
    }

    /** The document is being left; nobody listens any more. */
    #leave(): void {
      this.#command({ type: 'close' });
      this.#end();
    }

    #end(): void {
      this.#readyState = CLOSED;
      sockets.delete(this.#id);
      if (this.#port) this.#port.onmessage = null;
      this.#port?.close();
      this.#port = undefined;
    }
  }

  // Also of documents that the browser keeps for going back: with an open socket it would not keep them.
  addEventListener('pagehide', () => {
    for (const socket of [...sockets.values()]) socket.leave();
  });

  return {
    WebSocket: PreviewSocket as unknown as typeof WebSocket,
    stopped(port) {
      for (const socket of [...sockets.values()]) {
        if (port === undefined || socket.port === port) socket.fail();
      }
    },
  };
}
