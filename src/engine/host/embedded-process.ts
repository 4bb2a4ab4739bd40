/** One process: a worker. Those that the page has spawned are seen as a `WebContainerProcess`. */
import type { WebContainerProcess } from '@webcontainer/api';
import type { FsChange } from '../fs/changes.ts';
import type { RequestMessage, ResponseMessage, WebSocketRequest } from '../net/messages.ts';
import type { LinkAddress, LinkCommand, ProcessCommand, StdioTarget } from '../process-messages.ts';
import type { HostMessage, ProcessMessage, StartMessage, TerminalSize } from '../protocol.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { ConsoleReader, HostConsole } from './host-console.ts';
import type { LinkOwner } from './links.ts';
import { endsProcess, SIGKILL, signalExitCode, SIGNALS } from './signals.ts';

/** A blocked process may miss so many batches of changes before its call; far more than one task makes. */
const RECENT_BATCHES = 5000;

export interface ProcessObserver {
  filesChanged(process: EmbeddedProcess, changes: FsChange[]): void;
  /** What the process asks of the page. */
  command(process: EmbeddedProcess, command: Exclude<ProcessCommand, { type: 'link' }>): void;
  link(process: EmbeddedProcess, message: LinkAddress & LinkCommand): void;
  exited(process: EmbeddedProcess, code: number, signal: string | null): void;
  failed(message: string): void;
  /** The page wants the program to end, with all that it has started. */
  killTree(process: EmbeddedProcess): void;
}

/** Where a process stands in the table; the numbers may change while it lives. */
export interface Kinship {
  /** Absent for main threads. */
  thread?: { id: number; parent: EmbeddedProcess; process: EmbeddedProcess };
  ppid: number;
  /** Process group: the pid of its leader. */
  group: number;
}

export class EmbeddedProcess implements WebContainerProcess, LinkOwner, ConsoleReader {
  readonly exit: Promise<number>;
  readonly pid: number;
  readonly console: HostConsole;
  readonly stdio: readonly StdioTarget[];
  readonly kinship: Kinship;
  /** What was started, as `ps` shows it. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly startedAt = Date.now();

  readonly #worker: EngineWorker;
  readonly #observer: ProcessObserver;
  readonly #decoders = [new TextDecoder(), new TextDecoder(), new TextDecoder()];
  readonly #responses = new Map<number, (message: ResponseMessage) => void>();
  readonly #handledSignals = new Set<number>();
  #settleExit!: (code: number) => void;
  #running = true;
  /** Batches of changes that this process was sent, the latest ones kept for `changesSince`. */
  #batch = 0;
  #recent: { batch: number; changes: FsChange[] }[] = [];
  #isCollecting = false;
  #requests: RequestMessage[] = [];

  constructor(
    worker: EngineWorker,
    start: StartMessage,
    options: { observer: ProcessObserver; console: HostConsole; kinship: Kinship },
    transfer: Transferable[] = [],
  ) {
    this.#worker = worker;
    this.#observer = options.observer;
    this.console = options.console;
    this.pid = start.pid;
    this.stdio = start.stdio;
    this.kinship = options.kinship;
    this.command = [start.argv0, ...start.args];
    this.cwd = start.cwd;
    this.exit = new Promise((resolve) => {
      this.#settleExit = resolve;
    });
    if (start.stdio.some(({ type }) => type === 'host')) this.console.hold(this);
    // Between two listeners of one event the browser runs all microtasks. What the page asks for there,
    // because of a response that came with the message, leaves as one message after it.
    worker.onMessage(({ data }) => {
      this.#isCollecting = true;
      this.#receive(data);
    });
    worker.onMessage(() => {
      this.#isCollecting = false;
      this.#sendRequests();
    });
    worker.onError((event) => {
      event.preventDefault();
      this.#fail(
        event.message || 'The engine could not be loaded. Check your connection and reload.',
      );
    });
    this.post(start, transfer);
  }

  get input(): WritableStream<string> {
    return this.console.input;
  }
  get output(): ReadableStream<string> {
    return this.console.output;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Ends the program at once, whatever it does, and every process that it has started. */
  kill(): void {
    this.#observer.killTree(this);
  }

  /** Ends this thread; its process goes on. */
  stopThread(code: number): void {
    this.#end(code, null);
  }

  /** Delivers a signal by its number; what the process does not handle itself is done here. */
  signal(signal: number): void {
    if (signal !== SIGKILL && this.#handledSignals.has(signal)) {
      this.post({ type: 'signal', signal });
    } else if (endsProcess(signal)) {
      this.#end(signalExitCode(signal), SIGNALS[signal] ?? null);
    }
  }

  resize(size: TerminalSize): void {
    this.console.resize(size);
  }

  resized(size: TerminalSize): void {
    this.post({ type: 'resize', size });
  }

  sendInput(data: string | null): void {
    this.post({ type: 'stdin', data });
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
      this.#requests.push(request);
      if (!this.#isCollecting) this.#sendRequests();
    } else this.post({ type: 'request', request, port: receiver }, [receiver]);
  }

  /** The client of a request has gone away. */
  abort(id: number): void {
    this.#responses.delete(id);
    this.post({ type: 'abort', id });
  }

  credit(id: number, bytes: number): void {
    this.post({ type: 'credit', id, bytes });
  }

  openWebSocket(request: WebSocketRequest, port: MessagePort, observer?: MessagePort): void {
    if (observer) this.post({ type: 'websocket', request, port, observer }, [port, observer]);
    else this.post({ type: 'websocket', request, port }, [port]);
  }

  /** Changes that another process, or the page, has made. */
  applyChanges(changes: FsChange[]): void {
    const batch = ++this.#batch;
    this.post({ type: 'fs', changes, batch });
    if (!globalThis.crossOriginIsolated) return;
    this.#recent.push({ batch, changes });
    if (this.#recent.length > RECENT_BATCHES) this.#recent.shift();
  }

  /** The changes since a batch, for a process that waits for an answer with its thread blocked. */
  changesSince(seen: number): { changes: FsChange[]; seen: number } {
    const missed = this.#recent.filter(({ batch }) => batch > seen);
    this.#recent = [];
    return { changes: missed.flatMap(({ changes }) => changes), seen: this.#batch };
  }

  #sendRequests(): void {
    if (this.#requests.length === 0) return;
    const requests = this.#requests;
    this.#requests = [];
    this.post({ type: 'requests', requests });
  }

  post(message: HostMessage, transfer: Transferable[] = []): void {
    // What follows a request, such as its abortion, must not overtake it.
    this.#sendRequests();
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
      case 'output':
        this.#print(message.fd, message.data);
        break;
      case 'link':
        this.#observer.link(this, message);
        break;
      case 'handles-signal':
        if (message.on) this.#handledSignals.add(message.signal);
        else this.#handledSignals.delete(message.signal);
        break;
      case 'fs':
        this.#observer.filesChanged(this, message.changes);
        break;
      case 'exit':
        this.#end(message.code, message.signal ?? null);
        break;
      case 'failed':
        this.#fail(message.message);
        break;
      case 'prepared':
        break;
      default:
        this.#observer.command(this, message);
    }
  }

  #respond(message: ResponseMessage): void {
    const listener = this.#responses.get(message.id);
    if (message.type === 'response-error' || message.done) this.#responses.delete(message.id);
    listener?.(message);
  }

  /** Output of a standard stream that is the host's. */
  #print(fd: number, data: string | Uint8Array): void {
    if (typeof data === 'string') this.console.write(data);
    else this.console.write(this.#decoders[fd]!.decode(data, { stream: true }));
  }

  #fail(message: string): void {
    this.#observer.failed(message);
    this.console.write(`\n${message}\n`);
    this.#end(1, null);
  }

  #end(code: number, signal: string | null): void {
    if (!this.#running) return;
    this.#running = false;
    // The one way to stop a program that never yields: nothing in it can catch or delay this.
    this.#worker.terminate();
    for (const [id, listener] of this.#responses) {
      const error = { code: 'ECONNRESET', message: 'The program has ended before it answered' };
      listener({ type: 'response-error', id, ...error });
    }
    this.#responses.clear();
    this.#observer.exited(this, code, signal);
    this.console.release(this);
    this.#settleExit(code);
  }
}
