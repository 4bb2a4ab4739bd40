/**
 * One example and its run: drives an engine from the click on Run to a server that answers, and back.
 * Knows no DOM; what the panel shows is the snapshot, what it logs is the output.
 */
import type {
  Container,
  ContainerProcess,
  Cookies,
  HttpRequest,
  HttpResponse,
} from '../container/container.ts';
import type { Engine, Progress } from '../container/engine.ts';
import type { Example } from './example.ts';
import { OpenPorts, type Server } from './open-ports.ts';
import { Patience } from './patience.ts';
import { explainError, explainExit, type Problem } from './problem.ts';
import { isActive, isAwaited, type RunState } from './run-states.ts';
import { Workspace } from './workspace.ts';

/** The port that every example listens on unless it opens others by itself. */
export const defaultPort = 3000;

export interface Snapshot {
  state: RunState;
  /** Milliseconds from the click on Run until the state was reached. */
  took?: number;
  problem?: Problem;
  /** Open ports: the run's, then those of other programs in the container. */
  servers: readonly Server[];
}

export interface SessionEvents {
  change: (snapshot: Snapshot) => void;
  output: (chunk: string) => void;
  /** How far loading is; `undefined` when nothing is loaded any more that the program may wait for. */
  progress: (progress: Progress | undefined) => void;
  /** Another container was booted: the first one, or one after Reset. */
  container: (container: Container) => void;
}

export interface SessionOptions {
  example: Example;
  engine: () => Promise<Engine>;
  /** Prepares a container for each start of the program, and gives variables for it. */
  prepare?: (container: Container) => Promise<Record<string, string>>;
  terminal?: { cols: number; rows: number };
  /** Clock in milliseconds. */
  now?: () => number;
  /**
   * How long nothing may be loaded, or a program run without a port, before the reader is told, in
   * milliseconds.
   */
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
    progress: new Set(),
    container: new Set(),
  };
  #snapshot: Snapshot = { state: 'idle', servers: [] };
  #container: Promise<Container> | undefined;
  #ports: OpenPorts | undefined;
  #live: LiveProcess | undefined;
  readonly #patience: Patience;
  /** Whether the run's program has opened a port. */
  #listened = false;
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
    const { now, silence } = this.#options;
    this.#patience = new Patience({
      now,
      silence,
      state: () => this.#snapshot.state,
      onProgress: (progress) => {
        for (const listener of this.#listeners.progress) listener(progress);
      },
      onSilence: (problem) => {
        const { problem: _, ...snapshot } = this.#snapshot;
        this.#set({ ...snapshot, ...(problem && { problem }) });
      },
    });
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Whether there is a container, with what programs wrote in it, that Reset would drop. */
  get isBooted(): boolean {
    return this.#container !== undefined;
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
    this.#set({ state: 'loading', servers: this.#afterRun() });
    return this.#enqueue(() => this.#start(signal));
  }

  /** Ends the program; the container and its files stay. */
  stop(): Promise<void> {
    const signal = this.#renew();
    return this.#enqueue(async () => {
      await this.#end();
      // Nothing to say when the program ended by itself, or when another Run was asked for since.
      if (signal.aborted || !isActive(this.#snapshot.state)) return;
      this.#set({ state: 'stopped', took: this.#elapsed(), servers: this.#afterRun() });
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

  /** A fresh container at the next Run, as for another engine: what runs is stopped, the edits stay. */
  renew(): Promise<void> {
    const signal = this.#renew();
    return this.#enqueue(async () => {
      await this.#end();
      await this.#discard();
      if (signal.aborted) return;
      const { state, took } = this.#snapshot;
      this.#set(
        isActive(state)
          ? { state: 'stopped', took: this.#elapsed(), servers: [] }
          : { state, servers: [], ...(took !== undefined && { took }) },
      );
    });
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

  /**
   * The container with the current edits, booted if there is none: for what runs beside the program,
   * such as a shell or its tests. The program is neither started nor stopped. Reset and the page's
   * end tear the container down; its processes then exit.
   *
   * @throws BootError when the engine cannot boot.
   */
  async open(): Promise<Container> {
    const opened = this.#queue.then(async () => {
      // A signal of its own: a Run that comes meanwhile is to wait for this boot, not to break it off.
      const container = await this.#booted(new AbortController().signal);
      await this.#writeEdits(container);
      return container;
    });
    this.#queue = opened.then(
      () => {},
      () => {},
    );
    return opened;
  }

  /** Gives the container, if there is one, the edits made since it got them last. */
  async writeEdits(): Promise<void> {
    const container = await this.#container?.catch(() => undefined);
    if (container) await this.#writeEdits(container);
  }

  /** The cookies of the container; `undefined` as long as there is none. */
  async cookies(): Promise<Cookies | undefined> {
    return (await this.#container?.catch(() => undefined))?.cookies;
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
    // Of the run, or of a program that the reader has started in a terminal.
    if (this.#snapshot.servers.some((server) => server.port === port)) return;
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
      await this.#writeEdits(container);
      const variables = await this.#options.prepare(container);
      signal.throwIfAborted();
      this.#set({ state: 'starting', servers: this.#afterRun() });
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

  async #writeEdits(container: Container): Promise<void> {
    for (const [path, contents] of this.workspace.takePending())
      await container.fs.writeFile(path, contents);
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
    const container = await engine.boot({
      layers: this.#example.layers,
      signal,
      onProgress: (progress) => !signal.aborted && this.#patience.loads(progress),
    });
    try {
      this.#watchPorts(container);
      const tree = this.workspace.tree();
      // Without it Node takes `.ts` and `.js` files for CommonJS first, parses them twice and warns.
      const has = await container.fs.readFile('package.json', 'utf-8').then(
        () => true,
        () => false,
      );
      if (!has) tree['package.json'] = { file: { contents: '{ "type": "module" }\n' } };
      signal.throwIfAborted();
      await container.mount(tree);
      for (const listener of this.#listeners.container) listener(container);
      return container;
    } catch (error) {
      this.#ports?.release();
      container.teardown();
      throw error;
    }
  }

  #watchPorts(container: Container): void {
    const showServers = (): void => {
      const servers = this.#ports?.servers ?? [];
      this.#set({ ...this.#snapshot, servers });
    };
    this.#ports = new OpenPorts(container, {
      isOfRun: (port) => {
        const { state } = this.#snapshot;
        if (state !== 'starting' && state !== 'ready') return false;
        if (!container.openedBy || !this.#live) return true;
        return container.openedBy(port) === this.#live.process;
      },
      opened: ({ ofRun }) => {
        if (!ofRun) return showServers();
        this.#listened = true;
        const { state, took } = this.#snapshot;
        this.#set({
          state: 'ready',
          took: state === 'ready' && took !== undefined ? took : this.#elapsed(),
          servers: this.#ports?.servers ?? [],
        });
      },
      closed: showServers,
    });
  }

  /** What is still open once the run's program has ended, or before it starts. */
  #afterRun(): readonly Server[] {
    this.#ports?.endRun();
    return this.#ports?.servers ?? [];
  }

  async #spawn(
    container: Container,
    variables: Record<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const cleanup: (() => void)[] = [];
    const release = () => cleanup.splice(0).forEach((undo) => undo());
    let engineProblem: Problem | undefined;
    this.#listened = false;
    cleanup.push(
      container.on('error', ({ message }) => {
        const problem = explainError(new Error(message));
        // What goes wrong before the program has listened is the engine's, and so is the end after it.
        if (!this.#listened) engineProblem = problem;
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

    this.#patience.begin();
    cleanup.push(() => this.#patience.pause());

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
      const problem =
        engineProblem ?? explainExit({ code, listened: this.#listened, output, folder });
      this.#set({
        state: problem ? 'failed' : 'ended',
        took: this.#elapsed(),
        servers: this.#afterRun(),
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
    this.#ports?.endRun();
    live.process.kill();
    if (!(await settles(live.process.exit, this.#options.killGrace))) await this.#discard();
  }

  async #discard(): Promise<void> {
    const container = this.#container;
    this.#container = undefined;
    this.#ports?.release();
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
    if (!isAwaited(snapshot.state)) this.#patience.end();
    for (const listener of [...this.#listeners.change]) listener(snapshot);
  }
}
