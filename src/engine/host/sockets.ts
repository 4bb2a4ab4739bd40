/** The WebSockets of pages to the container's servers, for whoever wants to see what goes over them. */
import type { SocketFrames, WebSocketCommand } from '../net/messages.ts';

export interface OpenedSocket {
  /** Counts the sockets of the container. */
  id: number;
  port: number;
  /** Path and query. */
  path: string;
}

export interface SocketObserver {
  opened(socket: OpenedSocket): void;
  frames(id: number, frames: SocketFrames): void;
}

export interface SocketProcess {
  readonly exit: Promise<number>;
}

const ABNORMAL = 1006;

export class Sockets {
  readonly #observers = new Set<SocketObserver>();
  #nextId = 1;

  /** Sees the sockets that are opened from now on. @returns What ends that. */
  observe(observer: SocketObserver): () => void {
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  }

  /** @returns Where the process is to report the frames of a socket; `undefined` when nobody looks. */
  opened(process: SocketProcess, port: number, path: string): MessagePort | undefined {
    if (this.#observers.size === 0) return undefined;
    const id = this.#nextId++;
    const { port1, port2 } = new MessageChannel();
    let isOpen = true;
    const report = (frames: SocketFrames): void => {
      if (!isOpen) return;
      if (frames.closed) {
        isOpen = false;
        port1.close();
      }
      for (const observer of this.#observers) observer.frames(id, frames);
    };
    port1.onmessage = ({ data }: MessageEvent<SocketFrames>) => report(data);
    // A worker that was ended does not say that its sockets are closed.
    void process.exit.then(() =>
      report({ frames: [], missed: 0, closed: { code: ABNORMAL, reason: '' } }),
    );
    for (const observer of this.#observers) observer.opened({ id, port, path });
    return port2;
  }
}

/** A WebSocket of the page itself; what it receives is for the observers. */
export class ClientSocket {
  readonly #port: MessagePort;

  /** @param port The page's end. */
  constructor(port: MessagePort) {
    this.#port = port;
    // Without it, what arrives would be kept.
    port.onmessage = () => {};
  }

  send(data: string): void {
    this.#command({ type: 'send', data });
  }

  close(code?: number, reason?: string): void {
    this.#command({
      type: 'close',
      ...(code !== undefined && { code }),
      ...(reason !== undefined && { reason }),
    });
  }

  #command(command: WebSocketCommand): void {
    this.#port.postMessage(command);
  }
}
