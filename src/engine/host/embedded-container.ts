/** The embedded engine as a WebContainer: processes, their ports, and the files that they share. */
import type {
  ErrorListener,
  ExportOptions,
  FileSystemAPI,
  FileSystemTree,
  PortListener,
  PreviewMessageListener,
  ServerReadyListener,
  SpawnOptions,
  Unsubscribe,
} from '@webcontainer/api';
import { applyChange, type FsChange } from '../fs/changes.ts';
import { fileSystemApi } from '../fs/file-system-api.ts';
import { toFileSystemTree, treeFromFileSystemTree } from '../fs/file-system-tree.ts';
import { FileTree } from '../fs/file-tree.ts';
import { makeDirectories } from '../fs/directories.ts';
import { decodeSnapshot, encodeSnapshot, mountEntries, treeEntries } from '../fs/snapshot.ts';
import type { RequestMessage, WebSocketRequest } from '../net/messages.ts';
import { CookieJar } from '../preview/cookie-jar.ts';
import { DEFAULT_ENVIRONMENT } from '../default-environment.ts';
import { findExecutable } from '../fs/executables.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import { CATALOG_PATH, type Catalog } from '../catalog.ts';
import { writeFile } from '../fs/files.ts';
import { addCommands } from '../programs.ts';
import type { EmbeddedProcess } from './embedded-process.ts';
import { ProcessFiles } from './process-files.ts';
import { Processes, type ProcessInfo } from './processes.ts';
import { fetchFromProcess, EngineRequestError, type EngineResponse } from './response-stream.ts';
import type { Previews } from './previews.ts';
import { ClientSocket, Sockets, type SocketObserver } from './sockets.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface EngineRequest {
  method: string;
  port: number;
  /** Origin-form target: path and query. */
  path: string;
  headers: [name: string, value: string][];
  body?: Uint8Array<ArrayBuffer> | undefined;
}

export interface ContainerOptions {
  id: string;
  workdir: string;
  /** URLs of layer scripts, mounted in the working directory of every process. */
  layers: readonly string[];
  /** Packages that programs may mount; asked for when a program other than `node` is first spawned. */
  catalog?: (() => Promise<Catalog>) | undefined;
  pool: WorkerPool;
  previews: Previews;
}

interface ContainerEvents {
  port: PortListener;
  'server-ready': ServerReadyListener;
  error: ErrorListener;
  'preview-message': PreviewMessageListener;
}
type Listeners = { [E in keyof ContainerEvents]: Set<ContainerEvents[E]> };

export class EmbeddedContainer {
  readonly fs: FileSystemAPI;
  readonly path = '/usr/local/bin:/usr/bin:/bin';
  readonly workdir: string;
  readonly id: string;
  readonly cookies = new CookieJar();

  readonly #options: ContainerOptions;
  readonly #tree = new FileTree();
  readonly #processes: Processes;
  /** URLs of the layers in the catalogue. */
  readonly #mountable = new Set<string>();
  #catalog: Promise<void> | undefined;
  readonly #listeners: Listeners = {
    port: new Set(),
    'server-ready': new Set(),
    error: new Set(),
    'preview-message': new Set(),
  };
  readonly #sockets = new Sockets();
  readonly #processListeners = new Set<(processes: ProcessInfo[]) => void>();
  #nextRequest = 1;
  #tornDown = false;

  constructor(options: ContainerOptions) {
    this.#options = options;
    this.id = options.id;
    this.workdir = options.workdir;
    addCommands(this.#tree);
    makeDirectories(this.#tree, options.workdir);
    const processFiles = new ProcessFiles(this.#tree);
    this.#processes = new Processes({
      pool: options.pool,
      layers: [...options.layers],
      isMountable: (url) => this.#mountable.has(url),
      tree: this.#tree,
      portChanged: (port, open) => this.#portChanged(port, open),
      filesChanged: (process, changes) => {
        for (const change of changes) applyChange(this.#tree, change);
        this.#share(changes, process);
      },
      failed: (message) => this.#emit('error', { message }),
      changed: () => {
        processFiles.update(this.processes());
        for (const listener of this.#processListeners) listener(this.processes());
      },
    });
    this.fs = fileSystemApi(this.#tree, options.workdir);
    this.#tree.onChange = (change) => this.#share([change]);
  }

  /** Mounts a tree, or a snapshot made by `export(path, { format: 'binary' })`. */
  async mount(
    source: FileSystemTree | Uint8Array | ArrayBuffer,
    options: { mountPoint?: string } = {},
  ): Promise<void> {
    this.#assertAlive();
    const root = this.#absolute(options.mountPoint ?? '.');
    if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
      const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
      mountEntries(this.#tree, root, decodeSnapshot(bytes));
    } else treeFromFileSystemTree(source, this.#tree, root);
  }

  spawn(command: string, args: string[], options?: SpawnOptions): Promise<EmbeddedProcess>;
  spawn(command: string, options?: SpawnOptions): Promise<EmbeddedProcess>;
  async spawn(
    command: string,
    argsOrOptions: string[] | SpawnOptions = [],
    maybeOptions: SpawnOptions = {},
  ): Promise<EmbeddedProcess> {
    this.#assertAlive();
    const args = Array.isArray(argsOrOptions) ? argsOrOptions : [];
    const options = Array.isArray(argsOrOptions) ? maybeOptions : argsOrOptions;
    const cwd = this.#absolute(options.cwd ?? '.');
    const variables = Object.entries(options.env ?? {}).map(([key, value]) => [key, String(value)]);
    const env = {
      ...DEFAULT_ENVIRONMENT,
      ...(Object.fromEntries(variables) as Record<string, string>),
    };
    const found = findExecutable(this.#tree, command, env.PATH, cwd);
    if (typeof found === 'string') {
      throw Object.assign(new Error(`spawn ${command} ${found}`), {
        code: found,
        syscall: `spawn ${command}`,
        path: command,
        spawnargs: args,
      });
    }
    const { program } = found;
    if (program !== 'node') await (this.#catalog ??= this.#loadCatalog());
    return this.#processes.spawn(
      {
        command: { program, argv0: command, args: [...found.args, ...args] },
        env,
        cwd,
        umask: 0o22,
      },
      { output: options.output ?? true, terminal: options.terminal },
    );
  }

  /** What runs now, as `ps` shows it. */
  processes(): ProcessInfo[] {
    return this.#processes.list();
  }

  /** Calls the listener when a process has started or ended. */
  onProcesses(listener: (processes: ProcessInfo[]) => void): Unsubscribe {
    this.#processListeners.add(listener);
    return () => {
      this.#processListeners.delete(listener);
    };
  }

  on<E extends keyof ContainerEvents>(event: E, listener: ContainerEvents[E]): Unsubscribe {
    const listeners = this.#listeners[event] as Set<ContainerEvents[E]>;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /**
   * Sends a request to the server that listens on the port, with the container's cookies unless the
   * request has some or `cookies` is `omit`.
   *
   * @throws EngineRequestError ECONNREFUSED when nothing listens there.
   */
  async request(
    request: EngineRequest,
    options: { signal?: AbortSignal; cookies?: 'jar' | 'omit' } = {},
  ): Promise<EngineResponse> {
    this.#assertAlive();
    const process = this.#listenerOf(request.port);
    const { port, path, method, body } = request;
    const url = `http://localhost:${port}${path}`;
    const useJar = options.cookies !== 'omit';
    const headers = [...request.headers];
    if (useJar && !headers.some(([name]) => name.toLowerCase() === 'cookie')) {
      const cookie = this.cookies.header(url);
      if (cookie) headers.push(['Cookie', cookie]);
    }
    const message: RequestMessage = { id: this.#nextRequest++, method, port, path, headers };
    if (body) message.body = body;
    const response = await fetchFromProcess(process, message, options.signal);
    if (useJar) {
      const setCookies = response.headers.filter(([name]) => name.toLowerCase() === 'set-cookie');
      if (setCookies.length > 0) {
        this.cookies.store(
          setCookies.map(([, value]) => value),
          url,
        );
      }
    }
    return response;
  }

  /** The process spawned by the page that listens on a port, itself or by a descendant. */
  openedBy(port: number): EmbeddedProcess | undefined {
    const process = this.#processes.listeners.findLocal(port);
    return process && this.#processes.spawnedAs(process);
  }

  /** Hands a preview's request on; response messages go to the port. */
  forwardRequest(request: Omit<RequestMessage, 'id'>, port: MessagePort): void {
    const process = this.#processes.listeners.findLocal(request.port);
    const id = this.#nextRequest++;
    if (process) process.request({ ...request, id }, port);
    else {
      const { code, message } = refused(request.port);
      port.postMessage({ type: 'response-error', id, code, message });
    }
  }

  /** Hands a preview's WebSocket on. */
  forwardWebSocket(request: WebSocketRequest, port: MessagePort): void {
    const process = this.#processes.listeners.findLocal(request.port);
    if (process) {
      const observer = this.#sockets.opened(process, request.port, request.path);
      process.openWebSocket(request, port, observer);
    } else {
      port.postMessage({ type: 'error', message: refused(request.port).message });
      port.postMessage({ type: 'close', code: 1006, reason: '', wasClean: false });
    }
  }

  /** Sees the frames of WebSockets that pages open from now on. */
  observeSockets(observer: SocketObserver): Unsubscribe {
    return this.#sockets.observe(observer);
  }

  /**
   * Opens a WebSocket to a server as a page of the preview would, with its cookies and origin. What
   * becomes of it is seen by observers.
   *
   * @throws EngineRequestError ECONNREFUSED when nothing listens there.
   */
  openSocket(port: number, path: string, protocols: string[] = []): ClientSocket {
    this.#assertAlive();
    this.#listenerOf(port);
    const origin = `http://localhost:${port}`;
    const headers: [string, string][] = [['Origin', origin]];
    const cookie = this.cookies.header(origin + path);
    if (cookie) headers.push(['Cookie', cookie]);
    const { port1, port2 } = new MessageChannel();
    this.forwardWebSocket({ port, path, protocols, headers }, port2);
    return new ClientSocket(port1);
  }

  export(path: string): Promise<FileSystemTree>;
  export(path: string, options: ExportOptions & { format?: 'json' }): Promise<FileSystemTree>;
  export(path: string, options: ExportOptions): Promise<Uint8Array>;
  async export(path: string, options?: ExportOptions): Promise<FileSystemTree | Uint8Array> {
    this.#assertAlive();
    const root = this.#absolute(path);
    if (options?.format === 'binary') return encodeSnapshot(treeEntries(this.#tree, root));
    if (options?.format === 'zip')
      throw new Error('The embedded engine exports "json" and "binary"');
    return toFileSystemTree(this.#tree, root);
  }

  teardown(): void {
    this.#tornDown = true;
    this.#options.previews.remove(this.id);
    this.#processes.killAll();
  }

  /** Puts the catalogue where `npm` reads it. */
  async #loadCatalog(): Promise<void> {
    try {
      const catalog = (await this.#options.catalog?.()) ?? {};
      for (const { layers } of Object.values(catalog)) {
        for (const url of layers) this.#mountable.add(url);
      }
      makeDirectories(this.#tree, CATALOG_PATH.replace(/\/[^/]*$/, ''));
      writeFile(this.#tree, CATALOG_PATH, encodeUtf8(JSON.stringify(catalog)));
    } catch {
      // Offline, say: then there is nothing but what is mounted, and the registry.
    }
  }

  #portChanged(port: number, open: boolean): void {
    const url = this.#previewUrl(port);
    if (!open) {
      this.#options.previews.portClosed(this.id, port);
      this.#emit('port', port, 'close', url);
      return;
    }
    this.#emit('port', port, 'open', url);
    // The page can send requests from now on; a frame has to wait for the service worker.
    this.#options.previews.ready.then(
      () => {
        if (this.#processes.listeners.findLocal(port)) this.#emit('server-ready', port, url);
      },
      ({ message }: Error) => this.#emit('error', { message }),
    );
  }

  #previewUrl(port: number): string {
    return this.#options.previews.url(this.id, port);
  }

  #listenerOf(port: number): EmbeddedProcess {
    const process = this.#processes.listeners.findLocal(port);
    if (!process) {
      const { code, message } = refused(port);
      throw new EngineRequestError(code, message);
    }
    return process;
  }

  #share(changes: FsChange[], except?: EmbeddedProcess): void {
    for (const process of this.#processes.all()) {
      if (process !== except) process.applyChanges(changes);
    }
  }

  #emit<E extends keyof ContainerEvents>(event: E, ...args: Parameters<ContainerEvents[E]>): void {
    for (const listener of this.#listeners[event]) {
      (listener as (...args: unknown[]) => void)(...args);
    }
  }

  #absolute(path: string): string {
    const base = path.startsWith('/') ? path : `${this.workdir}/${path}`;
    return new URL(base, 'file:///').pathname.replace(/(.)\/$/, '$1');
  }

  #assertAlive(): void {
    if (this.#tornDown) throw new Error('The container has been torn down: boot another one');
  }
}

const refused = (port: number): { code: string; message: string } => ({
  code: 'ECONNREFUSED',
  message: `connect ECONNREFUSED 127.0.0.1:${port}: nothing listens on this port`,
});
