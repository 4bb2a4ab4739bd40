/** An engine without a Node behind it, for tests of everything that only needs the interface. */
import type {
  Container,
  ContainerEvents,
  ContainerProcess,
  FileSystemTree,
  HttpRequest,
  HttpResponse,
  SpawnOptions,
} from '../container/container.ts';
import { RequestError } from '../container/container.ts';
import type { BootOptions, Engine } from '../container/engine.ts';

export class FakeProcess implements ContainerProcess {
  readonly input = new WritableStream<string>();
  readonly output: ReadableStream<string>;
  readonly exit: Promise<number>;
  /** Set to make the process ignore `kill`, as a hung one would. */
  immortal = false;
  killed = false;
  readonly entry: string;
  readonly options: SpawnOptions;
  #writer!: ReadableStreamDefaultController<string>;
  #exited!: (code: number) => void;

  constructor(entry: string, options: SpawnOptions) {
    this.entry = entry;
    this.options = options;
    this.output = new ReadableStream({ start: (writer) => void (this.#writer = writer) });
    this.exit = new Promise((resolve) => (this.#exited = resolve));
  }

  write(chunk: string): void {
    this.#writer.enqueue(chunk);
  }

  end(code: number): void {
    try {
      this.#writer.close();
    } catch {
      // Cancelled by its reader.
    }
    this.#exited(code);
  }

  kill(): void {
    this.killed = true;
    if (!this.immortal) this.end(143);
  }

  resize(): void {}
}

type Handler = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

export class FakeContainer implements Container {
  readonly path = '/bin';
  readonly workdir = '/home/project';
  readonly files = new Map<string, string | Uint8Array>();
  readonly processes: FakeProcess[] = [];
  readonly requests: HttpRequest[] = [];
  readonly cookies: Container['cookies'] = {
    list: () => [],
    header: () => undefined,
    delete: () => {},
    clear: () => {},
    subscribe: () => () => {},
  };
  tornDown = false;
  spawnError: Error | undefined;
  handler: Handler = () => {
    throw new RequestError('ECONNREFUSED', 'nothing listens');
  };
  /** Called with each process right after it was spawned. */
  onSpawn: (process: FakeProcess) => void = () => {};
  openedBy?: (port: number) => ContainerProcess | undefined;
  readonly #listeners = new Map<string, Set<(...args: never[]) => void>>();

  get process(): FakeProcess {
    const last = this.processes.at(-1);
    if (!last) throw new Error('nothing was spawned');
    return last;
  }

  readonly fs = {
    readFile: async (path: string) => {
      const contents = this.files.get(path);
      if (contents === undefined) throw new Error(`ENOENT: ${path}`);
      return contents;
    },
    writeFile: async (path: string, contents: string | Uint8Array) => {
      this.files.set(path, contents);
    },
  } as unknown as Container['fs'];

  async mount(tree: FileSystemTree | Uint8Array | ArrayBuffer): Promise<void> {
    const walk = (directory: FileSystemTree, prefix: string): void => {
      for (const [name, node] of Object.entries(directory)) {
        if ('directory' in node) walk(node.directory, `${prefix}${name}/`);
        else if ('contents' in node.file) this.files.set(prefix + name, node.file.contents);
      }
    };
    walk(tree as FileSystemTree, '');
  }

  spawn(command: string, options?: SpawnOptions): Promise<ContainerProcess>;
  spawn(command: string, args: string[], options?: SpawnOptions): Promise<ContainerProcess>;
  async spawn(
    _command: string,
    args?: string[] | SpawnOptions,
    options: SpawnOptions = {},
  ): Promise<ContainerProcess> {
    if (this.spawnError) throw this.spawnError;
    const process = new FakeProcess(Array.isArray(args) ? (args[0] ?? '') : '', options);
    this.processes.push(process);
    this.onSpawn(process);
    return process;
  }

  on<E extends keyof ContainerEvents>(event: E, listener: ContainerEvents[E]): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<E extends keyof ContainerEvents>(event: E, ...args: Parameters<ContainerEvents[E]>): void {
    for (const listener of this.#listeners.get(event) ?? [])
      listener(...(args as unknown as never[]));
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  listen(port = 3000): void {
    this.emit('server-ready', port, `http://preview.test/${port}/`);
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    return this.handler(request);
  }

  export = (() => Promise.reject(new Error('not faked'))) as unknown as Container['export'];

  teardown(): void {
    this.tornDown = true;
    for (const process of this.processes) process.kill();
  }
}

export class FakeEngine implements Engine {
  readonly id = 'embedded';
  readonly name = 'Fake';
  readonly containers: FakeContainer[] = [];
  prewarmed = 0;
  bootError: Error | undefined;
  /** Of the last boot. */
  onProgress: BootOptions['onProgress'];
  /** Called with each container before `boot` resolves. */
  onBoot: (container: FakeContainer) => void | Promise<void> = () => {};

  get container(): FakeContainer {
    const last = this.containers.at(-1);
    if (!last) throw new Error('nothing was booted');
    return last;
  }

  unsupported(): undefined {}

  prewarm(): void {
    this.prewarmed += 1;
  }

  async boot({ signal, onProgress }: BootOptions): Promise<Container> {
    signal?.throwIfAborted();
    this.onProgress = onProgress;
    if (this.bootError) throw this.bootError;
    const container = new FakeContainer();
    this.containers.push(container);
    await this.onBoot(container);
    signal?.throwIfAborted();
    return container;
  }
}
