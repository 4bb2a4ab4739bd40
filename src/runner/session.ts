/**
 * One example and its run: drives an engine from the click on Run to a server that answers, and back.
 * Knows no DOM; what the panel shows is the snapshot, what it logs is the output.
 */
import type {
  Container,
  ContainerProcess,
  HttpRequest,
  HttpResponse,
} from '../container/container.ts';
import type { Engine } from '../container/engine.ts';
import type { Example } from './example.ts';
import { explainError, explainExit, explainSilence, type Problem } from './problem.ts';
import { isActive, type RunState } from './run-states.ts';
import { Workspace } from './workspace.ts';

/** The port that every example listens on unless it opens others by itself. */
export const defaultPort = 3000;

/**
 * From here on are the ports that `listen(0)` gives. What a program has there is for itself, as the
 * database inside it is, and nothing that a preview could show.
 * https://www.rfc-editor.org/rfc/rfc6335#section-6
 */
const firstDynamicPort = 49_152;

/** A port that the program has opened. `url` is the base of its preview and ends with `/`. */
export interface Server {
  port: number;
  url: string;
  /** Whether the URL can be navigated to; requests need not wait for that. */
  previewable: boolean;
}

export interface Snapshot {
  state: RunState;
  /** Milliseconds from the click on Run until the state was reached. */
  took?: number;
  problem?: Problem;
  /** Open ports in the order in which they were opened. */
  servers: readonly Server[];
}

export interface SessionEvents {
  change: (snapshot: Snapshot) => void;
  output: (chunk: string) => void;
}

export interface SessionOptions {
  example: Example;
  engine: () => Promise<Engine>;
  /** Prepares a container for each start of the program, and gives variables for it. */
  prepare?: (container: Container) => Promise<Record<string, string>>;
  terminal?: { cols: number; rows: number };
  /** Clock in milliseconds. */
  now?: () => number;
  /** How long a program may run without a port before the reader is told, in milliseconds. */
  silence?: number;
  /** How long a killed process may take to end before its container is given up, in milliseconds. */
  killGrace?: number;
}

const tailLength = 8_000;
const drainGrace = 500;
const portGrace = 1_000;

const settles = (promise: Promise<unknown>, within: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), within);
    const done = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(done, done);
  });

interface LiveProcess {
  process: ContainerProcess;
  /** Drops listeners and timers; the process itself is not touched. */
  release: () => void;
}

export class Session {
  readonly workspace: Workspace;
  readonly #example: Example;
  readonly #options: Required<Omit<SessionOptions, 'example'>>;
  readonly #listeners: { [E in keyof SessionEvents]: Set<SessionEvents[E]> } = {
    change: new Set(),
    output: new Set(),
  };
  #snapshot: Snapshot = { state: 'idle', servers: [] };
  #container: Promise<Container> | undefined;
  #live: LiveProcess | undefined;
  #controller = new AbortController();
  #startedAt = 0;
  /** Operations run one after another, so that two clicks never race for one container. */
  #queue: Promise<void> = Promise.resolve();

  constructor({ example, ...options }: SessionOptions) {
    this.#example = example;
    this.workspace = new Workspace(example);
    this.#options = {
      prepare: async () => ({}),
      terminal: { cols: 80, rows: 24 },
      now: () => performance.now(),
      silence: 8_000,
      killGrace: 2_000,
      ...options,
    };
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** @returns A function that takes the listener away. */
  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  /**
   * Starts the example with the current edits, in the container of the previous run if there is one,
   * so that files which the program wrote are still there. Resolves once the program was spawned or
   * could not be; how it goes is in the snapshot.
   */
  run(): Promise<void> {
    const signal = this.#renew();
    this.#startedAt = this.#options.now();
    this.#set({ state: 'loading', servers: [] });
    return this.#enqueue(() => this.#start(signal));
  }

  /** Ends the program; the container and its files stay. */
  stop(): Promise<void> {
    const signal = this.#renew();
    return this.#enqueue(async () => {
      await this.#end();
      // Nothing to say when the program ended by itself, or when another Run was asked for since.
      if (signal.aborted || !isActive(this.#snapshot.state)) return;
      this.#set({ state: 'stopped', took: this.#elapsed(), servers: [] });
    });
  }

  /** Author's files again, and a fresh container at the next Run. @returns The edits dropped. */
  reset(): ReadonlyMap<string, string> {
    const dropped = this.workspace.reset();
    const signal = this.#renew();
    void this.#enqueue(async () => {
      await this.#end();
      await this.#discard();
      if (!signal.aborted) this.#set({ state: 'idle', servers: [] });
    });
    return dropped;
  }

  /** Ends everything at once, as when the page goes away. A later Run starts anew. */
  dispose(): void {
    this.#renew();
    this.#live?.release();
    this.#live?.process.kill();
    this.#live = undefined;
    void this.#discard();
    this.#set({ state: 'idle', servers: [] });
  }

  /** Sends one request to the program, starting it first where it does not run. */
  async request(
    request: HttpRequest,
    options: { signal?: AbortSignal; cookies?: 'jar' | 'omit' } = {},
  ): Promise<HttpResponse> {
    await this.#listening(request.port, options.signal);
    if (!this.#container) throw new Error('The program was stopped.');
    const container = await this.#container;
    return container.request(request, options);
  }

  /**
   * Resolves when the program listens, at best on the given port.
   *
   * @throws Error with the problem's message when the run fails, ends or is stopped meanwhile.
   */
  async #listening(port: number, signal?: AbortSignal): Promise<void> {
    const { state: now, servers: open } = this.#snapshot;
    if (now === 'ready' && open.some((server) => server.port === port)) return;
    if (!isActive(this.#snapshot.state)) void this.run();
    await this.#until(({ state, problem }) => {
      if (state === 'ready') return true;
      if (!isActive(state)) throw new Error(problem?.message ?? 'The program was stopped.');
      return false;
    }, signal);
    // A program that opens several ports is ready with the first; the others follow at once or never.
    const opened = this.#until(({ servers, state }) => {
      return state !== 'ready' || servers.some((server) => server.port === port);
    }, signal);
    await settles(opened, portGrace);
    signal?.throwIfAborted();
  }

  #until(met: (snapshot: Snapshot) => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const off = this.on('change', check);
      const aborted = () => finish(() => reject(signal?.reason));
      signal?.addEventListener('abort', aborted);
      const finish = (settle: () => void) => {
        off();
        signal?.removeEventListener('abort', aborted);
        settle();
      };
      function check(snapshot: Snapshot): void {
        try {
          if (met(snapshot)) finish(resolve);
        } catch (error) {
          finish(() => reject(error));
        }
      }
      if (signal?.aborted) aborted();
      else check(this.#snapshot);
    });
  }

  #renew(): AbortSignal {
    this.#controller.abort();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }

  #enqueue(operation: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(operation);
    return this.#queue;
  }

  async #start(signal: AbortSignal): Promise<void> {
    try {
      await this.#end();
      signal.throwIfAborted();
      const container = await this.#booted(signal);
      for (const [path, contents] of this.workspace.takePending())
        await container.fs.writeFile(path, contents);
      const variables = await this.#options.prepare(container);
      signal.throwIfAborted();
      this.#set({ state: 'starting', servers: [] });
      await this.#spawn(container, variables, signal);
    } catch (error) {
      // Whoever aborted says what the state is; a container that was booted keeps its files.
      if (signal.aborted) return;
      // A container that failed once is not trusted with the next run.
      await this.#discard();
      this.#set({
        state: 'failed',
        took: this.#elapsed(),
        problem: explainError(error),
        servers: [],
      });
    }
  }

  async #booted(signal: AbortSignal): Promise<Container> {
    const container = (this.#container ??= this.#boot(signal));
    try {
      return await container;
    } catch (error) {
      if (this.#container === container) this.#container = undefined;
      throw error;
    }
  }

  async #boot(signal: AbortSignal): Promise<Container> {
    const engine = await this.#options.engine();
    signal.throwIfAborted();
    const unsupported = engine.unsupported();
    if (unsupported) throw unsupported;
    const container = await engine.boot({ layers: this.#example.layers, signal });
    try {
      const tree = this.workspace.tree();
      // Without it Node takes `.ts` and `.js` files for CommonJS first, parses them twice and warns.
      const has = await container.fs.readFile('package.json', 'utf-8').then(
        () => true,
        () => false,
      );
      if (!has) tree['package.json'] = { file: { contents: '{ "type": "module" }\n' } };
      signal.throwIfAborted();
      await container.mount(tree);
      return container;
    } catch (error) {
      container.teardown();
      throw error;
    }
  }

  async #spawn(
    container: Container,
    variables: Record<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const cleanup: (() => void)[] = [];
    const release = () => cleanup.splice(0).forEach((undo) => undo());
    let listened = false;
    let engineProblem: Problem | undefined;

    const opened = (port: number, url: string, previewable: boolean): void => {
      if (port >= firstDynamicPort) return;
      listened = true;
      const { servers, state, took } = this.#snapshot;
      const others = servers.filter((server) => server.port !== port);
      this.#set({
        state: 'ready',
        took: state === 'ready' && took !== undefined ? took : this.#elapsed(),
        servers: [...others, { port, url, previewable }],
      });
    };
    cleanup.push(
      container.on('server-ready', (port, url) => opened(port, url, true)),
      container.on('port', (port, type, url) => {
        if (type === 'open') {
          const known = this.#snapshot.servers.some((server) => server.port === port);
          if (!known) opened(port, url, false);
          return;
        }
        const servers = this.#snapshot.servers.filter((server) => server.port !== port);
        this.#set({ ...this.#snapshot, servers });
      }),
      container.on('error', ({ message }) => {
        const problem = explainError(new Error(message));
        // What goes wrong before the program has listened is the engine's, and so is the end after it.
        if (!listened) engineProblem = problem;
        this.#set({ ...this.#snapshot, problem });
      }),
    );

    let process: ContainerProcess;
    try {
      process = await container.spawn('node', [this.#example.entry], {
        cwd: this.workspace.folder,
        env: { ...variables, PORT: String(defaultPort) },
        terminal: this.#options.terminal,
      });
    } catch (error) {
      release();
      throw error;
    }
    const live: LiveProcess = { process, release };
    this.#live = live;

    const spawnedAt = this.#options.now();
    const silence = setTimeout(() => {
      if (this.#snapshot.state !== 'starting') return;
      const problem = explainSilence(this.#options.now() - spawnedAt);
      this.#set({ ...this.#snapshot, problem });
    }, this.#options.silence);
    cleanup.push(() => clearTimeout(silence));

    let output = '';
    const drained = this.#pump(process.output, live, (chunk) => {
      output = (output + chunk).slice(-tailLength);
    });
    // A container that goes away may reject instead of giving a code.
    const exit = process.exit.catch(() => 1);
    void exit.then(async (code) => {
      await settles(drained, drainGrace);
      if (this.#live !== live) return;
      this.#live = undefined;
      release();
      const folder = this.workspace.folder;
      const problem = engineProblem ?? explainExit({ code, listened, output, folder });
      this.#set({
        state: problem ? 'failed' : 'ended',
        took: this.#elapsed(),
        servers: [],
        ...(problem && { problem }),
      });
    });
    // The stop that came during spawn is waiting in the queue and finds the process in #live.
    signal.throwIfAborted();
  }

  async #pump(
    output: ReadableStream<string>,
    live: LiveProcess,
    keep: (chunk: string) => void,
  ): Promise<void> {
    const reader = output.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        // After a kill the rest of a flood is of no use to anybody.
        if (done || this.#live !== live) break;
        keep(value);
        for (const listener of this.#listeners.output) listener(value);
      }
    } catch {
      // The stream broke with its process, whose end is reported by its exit.
    } finally {
      void reader.cancel().catch(() => {});
    }
  }

  /** Kills the process, if any, and waits until it is gone. */
  async #end(): Promise<void> {
    const live = this.#live;
    if (!live) return;
    this.#live = undefined;
    live.release();
    live.process.kill();
    if (!(await settles(live.process.exit, this.#options.killGrace))) await this.#discard();
  }

  async #discard(): Promise<void> {
    const container = this.#container;
    this.#container = undefined;
    await container?.then(
      (booted) => booted.teardown(),
      () => {},
    );
  }

  #elapsed(): number {
    return this.#options.now() - this.#startedAt;
  }

  #set(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const listener of [...this.#listeners.change]) listener(snapshot);
  }
}
