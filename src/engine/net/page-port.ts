/**
 * A MessagePort of the page, by the platform's own functions.
 *
 * Captured because Node's `internal/worker/io` replaces `MessagePort.prototype`'s methods and its
 * place in the inheritance by Node's, which then refuse ports that Node has not made.
 */
import { browser } from '../core/browser.ts';

const { addEventListener } = browser.global.EventTarget.prototype;
const { close, postMessage, start } = browser.MessagePort.prototype;

export class PagePort<Incoming, Outgoing> {
  readonly #port: MessagePort;
  #open = true;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Starts receiving. */
  listen(listener: (message: Incoming) => void): void {
    const onMessage = ({ data }: MessageEvent<Incoming>): void => {
      if (this.#open) listener(data);
    };
    Reflect.apply(addEventListener, this.#port, ['message', onMessage]);
    Reflect.apply(start, this.#port, []);
  }

  post(message: Outgoing, transfer: Transferable[] = []): void {
    Reflect.apply(postMessage, this.#port, [message, transfer]);
  }

  close(): void {
    this.#open = false;
    Reflect.apply(close, this.#port, []);
  }
}
