/** A worker of the engine, which is started when it is its turn. */
import type { HostMessage, ProcessMessage } from '../protocol.ts';
import type { StartTurns } from './start-turns.ts';

export type MessageListener = (event: MessageEvent<ProcessMessage>) => void;
export type ErrorListener = (event: ErrorEvent) => void;

export class EngineWorker {
  readonly #leave: () => void;
  readonly #messageListeners: MessageListener[] = [];
  readonly #errorListeners: ErrorListener[] = [];
  #worker: Worker | undefined;
  /** What was posted before the start. */
  #backlog: [message: HostMessage, transfer: Transferable[]][] = [];
  #isTerminated = false;

  /**
   * @param url of the worker's script
   * @param starts called right before the worker is made
   */
  constructor(url: string, turns: StartTurns, starts?: () => void) {
    this.onMessage(({ data }) => {
      if (data.type === 'prepared') this.#leave();
    });
    this.onError(() => this.#leave());
    this.#leave = turns.ask(() => {
      starts?.();
      this.#start(url);
    });
  }

  /** Listeners are called in the order in which they came, each in a turn of its own. */
  onMessage(listener: MessageListener): void {
    this.#messageListeners.push(listener);
    this.#worker?.addEventListener('message', listener);
  }

  /** The script could not be loaded, or failed outside of a program. */
  onError(listener: ErrorListener): void {
    this.#errorListeners.push(listener);
    this.#worker?.addEventListener('error', listener);
  }

  postMessage(message: HostMessage, transfer: Transferable[] = []): void {
    if (this.#worker) this.#worker.postMessage(message, transfer);
    else if (!this.#isTerminated) this.#backlog.push([withOwnBytes(message), transfer]);
  }

  terminate(): void {
    this.#isTerminated = true;
    this.#backlog = [];
    this.#worker?.terminate();
    this.#leave();
  }

  #start(url: string): void {
    this.#worker = new Worker(url);
    for (const listener of this.#messageListeners) {
      this.#worker.addEventListener('message', listener);
    }
    for (const listener of this.#errorListeners) this.#worker.addEventListener('error', listener);
    for (const [message, transfer] of this.#backlog) this.#worker.postMessage(message, transfer);
    this.#backlog = [];
  }
}

/** The files of a `start` are views, valid until the next write. */
const withOwnBytes = (message: HostMessage): HostMessage =>
  message.type === 'start' ? { ...message, entries: structuredClone(message.entries) } : message;
