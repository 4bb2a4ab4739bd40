/** Shows the frames of a page's WebSocket to an observer, who must not be able to slow it down. */
import { browser } from '../core/browser.ts';
import type { SocketFrame, SocketFrames } from './messages.ts';
import { PagePort } from './page-port.ts';
import { BINARY, CLOSE, PING, PONG, TEXT } from './websocket-frames.ts';

/** Bytes of a payload that are shown. */
const SAMPLE = 16 * 1024;
/** Milliseconds for which frames are gathered into one message. */
const PERIOD = 50;
/** Frames of one message; the others are counted only. */
const MOST = 100;

const KINDS: Record<number, SocketFrame['kind']> = {
  [TEXT]: 'text',
  [BINARY]: 'binary',
  [CLOSE]: 'close',
  [PING]: 'ping',
  [PONG]: 'pong',
};

export class WebSocketTap {
  readonly #port: PagePort<never, SocketFrames>;
  #frames: SocketFrame[] = [];
  #missed = 0;
  #timer: number | undefined;

  constructor(port: MessagePort) {
    this.#port = new PagePort(port);
  }

  /** @param opcode One that the page or the server may send (RFC 6455, 5.2). */
  frame(direction: SocketFrame['direction'], opcode: number, payload: Uint8Array): void {
    const kind = KINDS[opcode];
    if (!kind) return;
    if (this.#frames.length >= MOST) this.#missed += 1;
    else {
      const data = payload.slice(0, SAMPLE);
      this.#frames.push({ direction, kind, data, size: payload.length, time: Date.now() });
    }
    this.#timer ??= browser.setTimeout(() => this.#flush(), PERIOD);
  }

  /** The socket is closed; `code` as its `close` event has it. */
  end(code: number, reason: string): void {
    this.#flush({ code, reason });
    this.#port.close();
  }

  #flush(closed?: SocketFrames['closed']): void {
    if (this.#timer !== undefined) browser.clearTimeout(this.#timer);
    this.#timer = undefined;
    const frames = this.#frames;
    const missed = this.#missed;
    this.#frames = [];
    this.#missed = 0;
    this.#port.post({ frames, missed, ...(closed && { closed }) });
  }
}
