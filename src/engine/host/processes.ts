/** The process table of a container: who runs, who started whom, and what joins them. */
import type { FsChange } from '../fs/changes.ts';
import type { FileTree } from '../fs/file-tree.ts';
import { treeEntries } from '../fs/snapshot.ts';
import type {
  Endpoint,
  ListenerDescription,
  ProcessCommand,
  SpawnRequest,
  SyncSpawnCommand,
} from '../process-messages.ts';
import type { StartMessage } from '../protocol.ts';
import { buffersOf, portsOf, type PortId, type ThreadOptions } from '../thread-messages.ts';
import { Datagrams } from './datagrams.ts';
import { EmbeddedProcess, type ProcessObserver } from './embedded-process.ts';
import { HostConsole } from './host-console.ts';
import { Links } from './links.ts';
import { Listeners } from './listeners.ts';
import { ReplyWriter } from '../sync-reply.ts';
import { SyncSpawn } from './sync-spawn.ts';
import { SIGINT, SIGKILL } from './signals.ts';
import { Threads } from './threads.ts';
import type { WorkerPool } from './worker-pool.ts';

/**
 * Processes that may live at once. Each is a thread with a heap of its own, so a program that forks
 * without end has to meet EAGAIN before the browser runs out of memory.
 */
export const MAX_PROCESSES = 48;

/** Numbers that the children of one process can have. */
const PIDS_PER_PROCESS = 1024;
/** Of a process that no other one has started. */
const INIT = 1;
/** What threads have for their group and parent. */
const NOBODY = -1;

export interface ProcessesOptions {
  pool: WorkerPool;
  /** URLs of layer scripts; grows when a process mounts more of them. */
  layers: string[];
  /** Whether a layer is one that programs may mount. */
  isMountable(url: string): boolean;
  /** The container's files. */
  tree: FileTree;
  portChanged(port: number, open: boolean): void;
  /** A process has changed files, which the tree and the other processes do not know of yet. */
  filesChanged(process: EmbeddedProcess, changes: FsChange[]): void;
  failed(message: string): void;
  /** A process has started or ended. */
  changed(): void;
}

/** One line of `ps`. */
export interface ProcessInfo {
  pid: number;
  ppid: number;
  command: readonly string[];
  cwd: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

export class Processes {
  readonly links = new Links();
  readonly listeners: Listeners<EmbeddedProcess>;
  readonly datagrams = new Datagrams<EmbeddedProcess>((process, datagram, share) =>
    process.post({ type: 'datagram', datagram, share }),
  );
  readonly #options: ProcessesOptions;
  readonly #byPid = new Map<number, EmbeddedProcess>();
  /** Children whose parents wait for them with their threads blocked. */
  readonly #waiting = new Map<number, SyncSpawn>();
  readonly #replies = new Map<EmbeddedProcess, ReplyWriter>();
  readonly #threads = new Threads();
  #nextPid = 100;
  #nextBlock = 1;

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.listeners = new Listeners((port, open) => options.portChanged(port, open));
  }

  /** Every process, and the further threads of each. */
  all(): EmbeddedProcess[] {
    return [...this.#byPid.values(), ...this.#threads.all()];
  }

  list(): ProcessInfo[] {
    return [...this.#byPid.values()].map(({ pid, kinship, command, cwd, startedAt }) => ({
      pid,
      ppid: kinship.ppid,
      command,
      cwd,
      startedAt,
    }));
  }

  /** Starts a program for the page. @throws Error EAGAIN */
  spawn(
    request: Omit<SpawnRequest, 'stdio' | 'detached'>,
    options: { output: boolean; terminal: StartMessage['terminal'] },
  ): EmbeddedProcess {
    if (this.all().length >= MAX_PROCESSES) {
      const message = `spawn EAGAIN: ${MAX_PROCESSES} processes are running`;
      throw Object.assign(new Error(message), { code: 'EAGAIN', syscall: 'spawn' });
    }
    const pid = this.#nextPid++;
    const console = new HostConsole(options, () => this.#signalGroup(pid, SIGINT));
    const stdio = [0, 1, 2].map((fd) => ({ type: 'host' as const, fd }));
    return this.#start(pid, INIT, pid, console, { ...request, stdio, detached: true });
  }

  /** The oldest ancestor: a process that the page has spawned, or one whose parent has ended. */
  spawnedAs(process: EmbeddedProcess): EmbeddedProcess | undefined {
    let at: EmbeddedProcess | undefined = process.kinship.thread?.process ?? process;
    while (at && at.kinship.ppid !== INIT) at = this.#byPid.get(at.kinship.ppid);
    return at;
  }

  killAll(): void {
    for (const process of this.all()) process.signal(SIGKILL);
  }

  #start(
    pid: number,
    ppid: number,
    group: number,
    console: HostConsole,
    request: SpawnRequest,
  ): EmbeddedProcess {
    const { pool, layers } = this.#options;
    const { worker } = pool.take(layers);
    const start = this.#startMessage(pid, ppid, console, request);
    const kinship = { ppid, group };
    const process = new EmbeddedProcess(worker, start, {
      observer: this.observer,
      console,
      kinship,
    });
    this.#byPid.set(pid, process);
    this.#holdStdio(process);
    this.#tell(process, { type: 'processes', started: [pid], ended: [] });
    this.#options.changed();
    return process;
  }

  /** A further thread: a worker like any other, with the number and the streams of its process. */
  #startThread(parent: EmbeddedProcess, options: ThreadOptions, ends: PortId[]): void {
    const main = parent.kinship.thread?.process ?? parent;
    if (!main.isRunning) return;
    if (this.all().length >= MAX_PROCESSES) {
      const reason = `${MAX_PROCESSES} processes and threads are running`;
      const error: [string, string] = ['ERR_WORKER_INIT_FAILED', reason];
      parent.post({ type: 'thread-exit', id: options.id, code: 1, error });
      return;
    }
    const { pool, layers } = this.#options;
    const { id, name, isInternal, env, execArgv, cwd } = options;
    const { worker } = pool.createThread(layers, { id, name, isInternal });
    const stdio = main.stdio.map((target, fd) => (fd === 0 ? { type: 'null' as const } : target));
    const request: SpawnRequest = {
      command: { program: 'node', argv0: main.command[0] ?? 'node', args: execArgv },
      env,
      cwd,
      stdio: [...stdio],
      umask: 0o22,
      detached: false,
    };
    const start = this.#startMessage(main.pid, main.kinship.ppid, main.console, request);
    const thread = new EmbeddedProcess(
      worker,
      { ...start, thread: options },
      {
        observer: this.observer,
        console: main.console,
        // In no group and nobody's child: signals are for the process.
        kinship: { ppid: NOBODY, group: NOBODY, thread: { id, parent, process: main } },
      },
      buffersOf(options.port),
    );
    this.#threads.add(thread, parent, ends, portsOf(options.port));
    this.#holdStdio(thread);
  }

  #holdStdio(process: EmbeddedProcess): void {
    for (const target of process.stdio) {
      if (target.type === 'link') this.links.hold(target.id, target.end, process);
    }
  }

  #startMessage(
    pid: number,
    ppid: number,
    console: HostConsole,
    request: SpawnRequest,
  ): StartMessage {
    const { command, env, cwd, stdio, umask } = request;
    return {
      type: 'start',
      pid,
      ppid,
      ...command,
      env,
      cwd,
      entries: treeEntries(this.#options.tree),
      terminal: console.terminal,
      stdio,
      umask,
      firstChildPid: this.#nextBlock++ * PIDS_PER_PROCESS,
      pids: [...this.#byPid.keys()],
      listeners: this.listeners.all(),
      paths: this.listeners.paths(),
      udpSockets: this.datagrams.all(),
    };
  }

  readonly observer: ProcessObserver = {
    filesChanged: (process, changes) => this.#options.filesChanged(process, changes),
    failed: (message) => this.#options.failed(message),
    link: (process, message) => this.links.receive(process, message),
    command: (process, command) => this.#command(process, command),
    exited: (process, code, signal) => this.#exited(process, code, signal),
    killTree: (process) => {
      for (const child of this.#childrenOf(process)) this.observer.killTree(child);
      process.signal(SIGKILL);
    },
  };

  #command(process: EmbeddedProcess, command: Exclude<ProcessCommand, { type: 'link' }>): void {
    switch (command.type) {
      case 'spawn':
        return this.#spawnChild(process, command.pid, command.request);
      case 'spawn-sync':
        return this.#spawnSync(process, command);
      case 'sync-more':
        return this.#replies.get(process)?.next();
      case 'kill':
        if (command.pid > 0) this.#byPid.get(command.pid)?.signal(command.signal);
        else this.#signalGroup(-command.pid || process.kinship.group, command.signal);
        return;
      case 'stdin-flow':
        return process.console.setReading(process, command.on);
      case 'mount-layers':
        return this.#mountLayers(process, command.urls);
      case 'raw-mode':
        process.console.isRaw = command.on;
        return;
      case 'listen':
        return this.#listen(process, command.listener);
      case 'unlisten':
        if (this.listeners.close(process, command.listener)) {
          this.#tell(process, { type: 'listeners', opened: [], closed: [command.listener] });
        }
        return;
      case 'listen-path':
        this.listeners.openPath(process, command.path, command.share);
        return this.#tell(process, { type: 'paths', opened: [command.path], closed: [] });
      case 'unlisten-path':
        if (this.listeners.closePath(process, command.path)) {
          this.#tell(process, { type: 'paths', opened: [], closed: [command.path] });
        }
        return;
      case 'connect':
        return this.#connect(process, command);
      case 'connect-path':
        return this.#connectPath(process, command);
      case 'udp-open':
        this.datagrams.open(process, command.socket);
        return this.#tell(process, { type: 'udp-sockets', opened: [command.socket], closed: [] });
      case 'udp-close':
        if (this.datagrams.close(process, command.socket)) {
          this.#tell(process, { type: 'udp-sockets', opened: [], closed: [command.socket] });
        }
        return;
      case 'udp-receive':
        return this.datagrams.receive(process, command.socket, command.on);
      case 'datagram':
        if (!command.toAll) return this.datagrams.send(command.datagram);
        for (const other of this.all()) {
          if (other !== process) other.post({ type: 'datagram', datagram: command.datagram });
        }
        return;
      case 'thread-start':
        return this.#startThread(process, command.options, command.ends);
      case 'handles-signal':
        // `EmbeddedProcess` has seen to it.
        return;
      default:
        return this.#threads.command(process, command);
    }
  }

  #spawnChild(parent: EmbeddedProcess, pid: number, request: SpawnRequest): void {
    // Its last messages may arrive after its end: a child of theirs would outlive Stop.
    if (!parent.isRunning) return;
    if (this.all().length >= MAX_PROCESSES) {
      // The child's ends have no holder; what the parent holds of them ends.
      parent.post({ type: 'child-exit', pid, code: 0, signal: null, error: 'UV_EAGAIN' });
      for (const { id, end } of request.stdio.filter((target) => target.type === 'link')) {
        if (this.links.hold(id, end, parent)) {
          this.links.receive(parent, { type: 'link', id, end, op: 'close', reset: false });
        }
      }
      return;
    }
    const group = request.detached ? pid : parent.kinship.group;
    this.#start(pid, parent.pid, group, parent.console, request);
    // A program that has started one child starts more; one spare is what memory allows.
    this.#options.pool.prewarm(this.#options.layers);
  }

  #mountLayers(process: EmbeddedProcess, urls: readonly string[]): void {
    const { layers, isMountable } = this.#options;
    const added = urls.filter((url) => isMountable(url) && !layers.includes(url));
    layers.push(...added);
    for (const other of this.all()) {
      if (other !== process) other.post({ type: 'layers', urls: added });
    }
  }

  #spawnSync(parent: EmbeddedProcess, command: SyncSpawnCommand): void {
    const { pid } = command;
    const reply = new ReplyWriter(command.shared);
    this.#replies.set(parent, reply);
    const sync = new SyncSpawn(
      this.links,
      command,
      (signal) => this.#byPid.get(pid)?.signal(signal),
      (result) => {
        this.#waiting.delete(pid);
        reply.answer({ ...result, ...parent.changesSince(command.seen) });
      },
    );
    this.#waiting.set(pid, sync);
    if (this.#byPid.size >= MAX_PROCESSES) {
      for (const { link } of command.pipes)
        sync.post({ type: 'link', id: link, end: 0, op: 'end' });
      sync.exited({ code: 0, signal: null, error: 'UV_EAGAIN' });
      return;
    }
    this.#spawnChild(parent, pid, command.request);
    sync.started();
  }

  #listen(process: EmbeddedProcess, listener: ListenerDescription): void {
    if (this.listeners.open(process, listener)) {
      this.#tell(process, { type: 'listeners', opened: [listener], closed: [] });
    } else process.post({ type: 'listen-failed', listener });
  }

  #connect(
    process: EmbeddedProcess,
    request: { link: number; address: string; port: number; local: Endpoint },
  ): void {
    const { link, address, port, local } = request;
    const server = this.listeners.find(address, port);
    this.#join(process, server, link);
    server?.post({ type: 'connection', link, address, port, remote: local });
  }
  #connectPath(process: EmbeddedProcess, { link, path }: { link: number; path: string }): void {
    const server = this.listeners.findPath(path);
    this.#join(process, server, link);
    server?.post({ type: 'connection-path', link, path });
  }
  #join(client: EmbeddedProcess, server: EmbeddedProcess | undefined, link: number): void {
    if (server) {
      this.links.open(link);
      this.links.hold(link, 0, client);
      this.links.hold(link, 1, server);
    }
    client.post({ type: 'connected', link, ok: server !== undefined });
  }

  #exited(process: EmbeddedProcess, code: number, signal: string | null): void {
    const { pid, kinship } = process;
    if (kinship.thread) this.#threads.exited(process, code);
    else {
      this.#byPid.delete(pid);
      // Before the parent learns of it: `wait; ps` must not show it any more.
      this.#options.changed();
      // A process ends with all its threads.
      for (const thread of this.#threads.of(process)) thread.stopThread(code);
    }
    const closed = this.listeners.removeOwner(process);
    this.#tell(process, { type: 'listeners', opened: [], closed: closed.ports });
    this.#tell(process, { type: 'paths', opened: [], closed: closed.paths });
    const sockets = this.datagrams.removeOwner(process);
    this.#tell(process, { type: 'udp-sockets', opened: [], closed: sockets });
    this.links.removeOwner(process);
    this.#replies.delete(process);
    if (kinship.thread) return;
    this.#tell(process, { type: 'processes', started: [], ended: [pid] });
    for (const child of this.#childrenOf(process)) {
      child.kinship.ppid = INIT;
      child.post({ type: 'reparented' });
    }
    const waiting = this.#waiting.get(pid);
    if (waiting) waiting.exited({ code, signal });
    else this.#byPid.get(kinship.ppid)?.post({ type: 'child-exit', pid, code, signal });
  }

  #childrenOf({ pid }: EmbeddedProcess): EmbeddedProcess[] {
    return this.all().filter(({ kinship }) => kinship.ppid === pid);
  }
  #signalGroup(group: number, signal: number): void {
    for (const process of this.all()) {
      if (process.kinship.group === group) process.signal(signal);
    }
  }

  /** Tells every process but the one that it comes from. */
  #tell(except: EmbeddedProcess, event: Parameters<EmbeddedProcess['post']>[0]): void {
    if ('closed' in event && event.opened.length + event.closed.length === 0) return;
    for (const process of this.all()) if (process !== except) process.post(event);
  }
}
