/**
 * A page's WebSocket, inside the process: performs the upgrade against the program's server over an
 * in-memory connection and speaks RFC 6455 frames, while the page sees only messages of a port.
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { browser } from '../core/browser.ts';
import { MessageParser, RESPONSE, type MessageEvents } from './llhttp.ts';
import type { WebSocketCommand, WebSocketEvent, WebSocketRequest } from './messages.ts';
import { latin1Bytes } from './outgoing-bytes.ts';
import { PagePort } from './page-port.ts';
import type { Peer } from './peer.ts';
import { encodeRequest, InvalidRequest } from './request-head.ts';
import { TCP } from './tcp.ts';
import { WebSocketTap } from './websocket-tap.ts';
import {
  BINARY,
  CLOSE,
  encodeClose,
  encodeFrame,
  FrameReader,
  PING,
  PONG,
  ProtocolError,
  TEXT,
  type Message,
} from './websocket-frames.ts';

/** RFC 6455, 1.3. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_HEADER_SIZE = 64 * 1024;

/** Status codes that only the receiver of nothing reports; never sent (7.4.1). */
const NO_STATUS = 1005;
const ABNORMAL = 1006;

const encoder = new browser.TextEncoder();
const decoder = new browser.TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const base64 = (bytes: Uint8Array): string => browser.btoa(String.fromCharCode(...bytes));

/** What the server must answer to `Sec-WebSocket-Key`. */
export const acceptKey = (key: string): string => base64(sha1(latin1Bytes(key + ACCEPT_SUFFIX)));

const randomBytes = (length: number): Uint8Array =>
  browser.crypto.getRandomValues(new Uint8Array(length));

const states = ['connecting', 'open', 'closing', 'closed'] as const;
type State = (typeof states)[number];

class WebSocketClient implements Peer, MessageEvents {
  readonly #request: WebSocketRequest;
  readonly #port: PagePort<WebSocketCommand, WebSocketEvent>;
  readonly #parser = new MessageParser(this);
  readonly #reader = new FrameReader();
  readonly #tap: WebSocketTap | undefined;
  readonly #key = base64(randomBytes(16));
  #handle!: TCP;
  #state: State = 'connecting';
  #headers: string[] = [];
  #handshake: 'pending' | 'complete' = 'pending';
  #status = 0;
  /** Masks, four bytes each, drawn in bulk. */
  #masks: Uint8Array = new Uint8Array(0);

  readonly saturated = false;

  constructor(request: WebSocketRequest, port: MessagePort, observer: MessagePort | undefined) {
    this.#request = request;
    this.#port = new PagePort(port);
    this.#tap = observer && new WebSocketTap(observer);
  }

  start(): void {
    this.#port.listen((command) => this.#command(command));
    const { port, path, protocols = [], headers = [] } = this.#request;
    const fields: [string, string][] = [
      ['Host', `localhost:${port}`],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', this.#key],
    ];
    if (protocols.length > 0) fields.push(['Sec-WebSocket-Protocol', protocols.join(', ')]);
    const own = new Set(fields.map(([name]) => name.toLowerCase()));
    fields.push(...headers.filter(([name]) => !own.has(name.toLowerCase())));
    try {
      const { parts } = encodeRequest({ method: 'GET', port, path, headers: fields });
      this.#parser.initialize(RESPONSE, MAX_HEADER_SIZE);
      if (!TCP.connectFromOutside(port, this)) {
        this.#fail(`connect ECONNREFUSED 127.0.0.1:${port}`);
        return;
      }
      for (const part of parts) this.#handle.receive(part);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      this.#fail(error.message);
    }
  }

  connectTo(handle: Peer): void {
    this.#handle = handle as TCP;
  }

  #post(event: WebSocketEvent, transfer?: Transferable[]): void {
    this.#port.post(event, transfer);
  }

  // --- from the page ---

  #command(command: WebSocketCommand): void {
    if (command.type === 'close') this.#closeByPage(command.code, command.reason ?? '');
    else if (this.#state === 'open') this.#sendData(command.data);
  }
  #sendData(data: string | ArrayBuffer | Uint8Array): void {
    if (typeof data === 'string') this.#send(TEXT, encoder.encode(data));
    else this.#send(BINARY, data instanceof Uint8Array ? data : new Uint8Array(data));
  }
  #closeByPage(code: number | undefined, reason: string): void {
    if (this.#state === 'connecting') {
      this.#fail('WebSocket is closed before the connection is established.');
    } else if (this.#state === 'open') {
      this.#state = 'closing';
      this.#send(CLOSE, encodeClose(code, encoder.encode(reason)));
    }
  }

  #send(opcode: number, payload: Uint8Array): void {
    this.#tap?.frame('sent', opcode, payload);
    if (this.#masks.length === 0) this.#masks = randomBytes(1024);
    const mask = this.#masks.subarray(0, 4);
    this.#masks = this.#masks.subarray(4);
    this.#handle.receive(encodeFrame(opcode, payload, mask));
  }

  // --- from the server ---

  receive(bytes: Uint8Array): void {
    if (this.#state === 'closed') return;
    let frames = bytes;
    if (this.#state === 'connecting') {
      const used = this.#parser.execute(bytes);
      const { failure } = this.#parser;
      if (failure) return this.#fail(`Parse Error: ${failure.reason}`);
      if (this.#handshake === 'pending') return;
      const fault = this.#handshakeFault();
      if (fault !== undefined) return this.#fail(fault);
      this.#parser.free();
      this.#state = 'open';
      this.#post({ type: 'open', protocol: this.#header('sec-websocket-protocol') ?? '' });
      frames = bytes.subarray(used);
    }
    try {
      for (const message of this.#reader.read(frames)) {
        this.#receiveMessage(message);
        if ((this.#state as State) === 'closed') return;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#send(CLOSE, encodeClose(error.status, encoder.encode(error.message)));
      this.#fail(error.message);
    }
  }

  #receiveMessage({ opcode, payload }: Message): void {
    this.#tap?.frame('received', opcode, payload);
    switch (opcode) {
      case TEXT:
        if (this.#state === 'open') this.#post({ type: 'message', data: decodeText(payload) });
        break;
      case BINARY:
        if (this.#state === 'open') {
          this.#post({ type: 'message', data: payload.buffer }, [payload.buffer]);
        }
        break;
      case PING:
        if (this.#state === 'open') this.#send(PONG, payload);
        break;
      case CLOSE:
        this.#receiveClose(payload);
        break;
    }
  }

  #receiveClose(payload: Uint8Array): void {
    if (payload.length === 1) throw new ProtocolError(1002, 'a close frame of one byte');
    let code = NO_STATUS;
    let reason = '';
    if (payload.length > 0) {
      code = (payload[0]! << 8) | payload[1]!;
      if (!isValidStatus(code)) throw new ProtocolError(1002, `invalid status code ${code}`);
      reason = decodeText(payload.subarray(2));
    }
    if (this.#state === 'open') this.#send(CLOSE, payload.subarray(0, 2));
    this.#finish({ type: 'close', code, reason, wasClean: true });
  }

  receiveEnd(): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'connecting') this.#fail('the server closed the connection');
    else this.#finish({ type: 'close', code: ABNORMAL, reason: '', wasClean: false });
  }
  receiveClosed(): void {
    this.receiveEnd();
  }
  drained(): void {}

  #fail(message: string): void {
    this.#post({ type: 'error', message });
    this.#finish({ type: 'close', code: ABNORMAL, reason: '', wasClean: false });
  }
  #finish(event: Extract<WebSocketEvent, { type: 'close' }>): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#tap?.end(event.code, event.reason);
    this.#parser.free();
    this.#post(event);
    this.#port.close();
    // The handle is missing when nothing listened.
    (this.#handle as TCP | undefined)?.receiveClosed(false);
  }

  // --- the handshake (RFC 6455, 4.1) ---

  #header(name: string): string | undefined {
    const headers = this.#headers;
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i]!.toLowerCase() === name) return headers[i + 1];
    }
    return undefined;
  }
  #handshakeFault(): string | undefined {
    if (this.#status !== 101) return `Unexpected server response: ${this.#status}`;
    if (this.#header('upgrade')?.toLowerCase() !== 'websocket') return 'Invalid Upgrade header';
    if (this.#header('sec-websocket-accept') !== acceptKey(this.#key)) {
      return 'Invalid Sec-WebSocket-Accept header';
    }
    if (this.#header('sec-websocket-extensions'))
      return 'Server sent an extension that was not offered';
    const protocol = this.#header('sec-websocket-protocol');
    if (protocol !== undefined && !this.#request.protocols?.includes(protocol)) {
      return 'Server sent a subprotocol that was not offered';
    }
    return undefined;
  }

  onMessageBegin(): void {}
  onHeaders(headers: string[]): void {
    this.#headers.push(...headers);
  }
  onHeadersComplete(
    _major: number,
    _minor: number,
    headers: string[] | undefined,
    _method: number | undefined,
    _url: string | undefined,
    status: number | undefined,
  ): number {
    if (status! < 200 && status !== 101) {
      this.#headers = [];
      return 0;
    }
    if (headers) this.#headers = headers;
    this.#status = status!;
    this.#handshake = 'complete';
    // Whatever follows is not HTTP; of a refusal the body does not matter.
    return 2;
  }
  onBody(): void {}
  onMessageComplete(): void {}
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtocolError(1007, 'the text is not valid UTF-8');
  }
}

/** Codes that may be on the wire (7.4). */
const isValidStatus = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS && code !== ABNORMAL) ||
  (code >= 3000 && code <= 4999);

/**
 * Opens a WebSocket to a server of this process on behalf of a page. `port` carries
 * `WebSocketEvent`s to the page and `WebSocketCommand`s back; it is closed after `close`. `observer`
 * receives `SocketFrames`.
 */
export function openWebSocket(
  request: WebSocketRequest,
  port: MessagePort,
  observer?: MessagePort,
): void {
  new WebSocketClient(request, port, observer).start();
}
