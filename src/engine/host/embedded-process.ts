/** One process: a worker, seen as a `WebContainerProcess`. */
import type { WebContainerProcess } from '@webcontainer/api';
import type { FsChange } from '../fs/changes.ts';
import type { RequestMessage, ResponseMessage, WebSocketRequest } from '../net/messages.ts';
import type { HostMessage, ProcessMessage, StartMessage, TerminalSize } from '../protocol.ts';

/** Exit code of a process ended by a signal: 128 + SIGKILL's number, as a shell reports it. */
const KILLED = 137;

export interface ProcessObserver {
  portChanged(process: EmbeddedProcess, port: number, open: boolean): void;
  filesChanged(process: EmbeddedProcess, changes: FsChange[]): void;
  exited(process: EmbeddedProcess): void;
  failed(message: string): void;
}

export class EmbeddedProcess implements WebContainerProcess {
  readonly exit: Promise<number>;
  readonly input: WritableStream<string>;
  readonly output: ReadableStream<string>;
  readonly pid: number;

  readonly #worker: Worker;
  readonly #observer: ProcessObserver;
  readonly #decoders = [new TextDecoder(), new TextDecoder(), new TextDecoder()];
  readonly #responses = new Map<number, (message: ResponseMessage) => void>();
  #output: ReadableStreamDefaultController<string> | undefined;
  #settleExit!: (code: number) => void;
  #running = true;

  constructor(
    worker: Worker,
    start: StartMessage,
    observer: ProcessObserver,
    options: { output: boolean },
  ) {
    this.#worker = worker;
    this.#observer = observer;
    this.pid = start.pid;
    this.exit = new Promise((resolve) => {
      this.#settleExit = resolve;
    });
    this.output = new ReadableStream<string>({
      start: (controller) => {
        if (options.output) this.#output = controller;
        else controller.close();
      },
      cancel: () => {
        this.#output = undefined;
      },
    });
    this.input = new WritableStream<string>({
      write: (data) => this.#post({ type: 'stdin', data }),
      close: () => this.#post({ type: 'stdin', data: null }),
    });
    worker.onmessage = ({ data }: MessageEvent<ProcessMessage>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(
        event.message || 'The engine could not be loaded. Check your connection and reload.',
      );
    };
    this.#post(start);
  }

  get isRunning(): boolean {
    return this.#running;
  }

  kill(): void {
    this.#end(KILLED);
  }

  /** Delivers a signal by its number; SIGKILL ends the process at once, whatever it does. */
  signal(signal: number): void {
    if (signal === 9) this.kill();
    else this.#post({ type: 'signal', signal });
  }

  resize(size: TerminalSize): void {
    this.#post({ type: 'resize', size });
  }

  /**
   * Sends a request to a server of this process. Its responses come to the listener, or, if a port is
   * given, go there.
   */
  request(
    request: RequestMessage,
    receiver: ((message: ResponseMessage) => void) | MessagePort,
  ): void {
    if (typeof receiver === 'function') {
      this.#responses.set(request.id, receiver);
      this.#post({ type: 'request', request });
    } else this.#post({ type: 'request', request, port: receiver }, [receiver]);
  }

  /** The client of a request has gone away. */
  abort(id: number): void {
    this.#responses.delete(id);
    this.#post({ type: 'abort', id });
  }

  credit(id: number, bytes: number): void {
    this.#post({ type: 'credit', id, bytes });
  }

  openWebSocket(request: WebSocketRequest, port: MessagePort): void {
    this.#post({ type: 'websocket', request, port }, [port]);
  }

  /** Changes that another process, or the page, has made. */
  applyChanges(changes: FsChange[]): void {
    this.#post({ type: 'fs', changes });
  }

  #post(message: HostMessage, transfer: Transferable[] = []): void {
    if (this.#running) this.#worker.postMessage(message, transfer);
  }

  #receive(message: ProcessMessage): void {
    switch (message.type) {
      case 'response':
      case 'response-body':
      case 'response-error':
        this.#respond(message);
        break;
      case 'responses':
        for (const response of message.messages) this.#respond(response);
        break;
      case 'output': {
        const { data, fd } = message;
        const decoder = this.#decoders[fd]!;
        this.#write(typeof data === 'string' ? data : decoder.decode(data, { stream: true }));
        break;
      }
      case 'port':
        this.#observer.portChanged(this, message.port, message.open);
        break;
      case 'fs':
        this.#observer.filesChanged(this, message.changes);
        break;
      case 'exit':
        this.#end(message.code);
        break;
      case 'failed':
        this.#fail(message.message);
        break;
    }
  }

  #respond(message: ResponseMessage): void {
    const listener = this.#responses.get(message.id);
    if (message.type === 'response-error' || message.done) this.#responses.delete(message.id);
    listener?.(message);
  }

  #write(text: string): void {
    if (text !== '') this.#output?.enqueue(text);
  }

  #fail(message: string): void {
    this.#observer.failed(message);
    this.#write(`\n${message}\n`);
    this.#end(1);
  }

  #end(code: number): void {
    if (!this.#running) return;
    this.#running = false;
    // The one way to stop a program that never yields: nothing in it can catch or delay this.
    this.#worker.terminate();
    for (const [id, listener] of this.#responses) {
      const error = { code: 'ECONNRESET', message: 'The program has ended before it answered' };
      listener({ type: 'response-error', id, ...error });
    }
    this.#responses.clear();
    try {
      this.#output?.close();
    } catch {
      // Cancelled by its reader.
    }
    this.#observer.exited(this);
    this.#settleExit(code);
  }
}
