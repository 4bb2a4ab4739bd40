/** The `worker` binding: the native half of `worker_threads`' `Worker`. Threads are made by the page. */
import { loadChunk } from '../chunks/index.ts';
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { openHandles, queueIo, wake } from '../core/loop.ts';
import { browser } from '../core/browser.ts';
import { nodeData, revive, type Any, type Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import {
  buffersOf,
  type PortId,
  type ThreadEvent,
  type ThreadOptions,
  type ThreadMetrics,
} from '../thread-messages.ts';
import { linkCwd } from '../threads/link-cwd.ts';
import { exportPort, importPort, receivePortEvent } from '../threads/remote-ports.ts';
import { thisThread } from '../threads/this-thread.ts';
import { parseOptions, splitNodeOptions } from '../worker/parse-options.ts';
import { createPort } from './messaging/message-port.ts';
import { PortData } from './messaging/port-data.ts';
import { unavailable } from './make-stub.ts';
import { HRTIME_OFFSET_MS } from './process-methods.ts';

/**
 * Threads of a thread other than the main one get numbers that no other thread gives: where memory is
 * shared the next one, as in Node.
 */
const IDS_PER_THREAD = 1000;
const nextThreadId = (): number =>
  thisThread.memory?.nextThreadId() ?? thisThread.id * IDS_PER_THREAD + ++started;

/** What Node sets where a program sets no limit, in megabytes. */
const DEFAULT_LIMITS = [48, 2096, 0, 4];

const threads = new Map<number, Worker>();
let started = 0;

class Worker extends AsyncWrap {
  readonly messagePort: object;
  readonly threadId: number;
  readonly threadName: string;
  onexit: ((code: number, error?: string, reason?: string) => void) | null = null;

  readonly #end: PortData;
  readonly #options: Pick<ThreadOptions, 'env' | 'execArgv' | 'isInternal' | 'environment'>;
  readonly #limits: Float64Array;
  #refed = true;
  #state: 'new' | 'running' | 'ended' = 'new';
  metrics: ThreadMetrics | undefined;
  /** What is wrong with the options; Node's `Worker` throws it. */
  readonly invalidExecArgv: string[] | undefined;
  readonly invalidNodeOptions: string[] | undefined;

  constructor(
    _url: unknown,
    env: Record<string, string> | null | undefined,
    execArgv: string[] | undefined,
    limits: Float64Array,
    _trackUnmanagedFds: boolean,
    isInternal: boolean,
    name: string,
  ) {
    super();
    if (execArgv) this.invalidExecArgv = found(checkOptions(execArgv.map(String)));
    const nodeOptions = env?.NODE_OPTIONS;
    if (nodeOptions) this.invalidNodeOptions = found(checkOptions(nodeOptions));
    shareMemory();
    this.threadId = nextThreadId();
    this.threadName = name;
    const [port, end] = PortData.pair();
    this.messagePort = createPort(port);
    this.#end = end;
    this.#limits = limits.map((value, index) => (value > 0 ? value : DEFAULT_LIMITS[index]!));
    // `null` is a copy of the parent's; SHARE_ENV comes as `undefined`.
    const variables = env ?? (runtime.process.env as Record<string, string>);
    this.#options = {
      env: { ...variables },
      execArgv: execArgv ? execArgv.map(String) : [...runtime.execArgv],
      isInternal,
      environment: env === undefined ? sharedEnvironment() : undefined,
    };
  }

  startThread(): void {
    this.#state = 'running';
    threads.set(this.threadId, this);
    openHandles.add(this);
    thisThread.hasOthers = true;
    const ends: PortId[] = [];
    const port = exportPort(this.#end, ends);
    const options = {
      ...this.#options,
      id: this.threadId,
      name: this.threadName,
      port,
      cwd: runtime.cwd,
      resourceLimits: [...this.#limits],
      memory: thisThread.memory?.buffer,
    };
    runtime.post({ type: 'thread-start', options, ends }, buffersOf(port));
  }

  stopThread(): void {
    if (this.#state === 'running') runtime.post({ type: 'thread-stop', id: this.threadId });
  }

  ref(): void {
    this.#refed = true;
  }
  unref(): void {
    this.#refed = false;
    wake();
  }
  /** `undefined` once it has ended, as the native object is gone then. */
  hasRef(): boolean {
    return this.#state === 'ended' ? (undefined as never) : this.#refed;
  }

  ended(code: number, error?: [code: string, reason: string]): void {
    threads.delete(this.threadId);
    queueIo(() => {
      openHandles.delete(this);
      if (this.onexit) makeCallback(this, this.onexit, [code, ...(error ?? [null, null])]);
      this.#state = 'ended';
    });
  }

  getResourceLimits(): Float64Array {
    return this.#limits;
  }
  loopIdleTime(): number {
    return this.metrics?.idle ?? 0;
  }
  /** Milliseconds on this thread's `process.hrtime`; -1 before the loop runs. */
  loopStartTime(): number {
    if (!this.metrics) return -1;
    return this.metrics.loopStart - browser.performance.timeOrigin + HRTIME_OFFSET_MS;
  }
  getHeapStatistics(): Any {
    return taker(() => [runtime.require('v8').getHeapStatistics()]);
  }
  cpuUsage(): Any {
    return taker(() => [null, { user: browser.performance.now() * 1000, system: 0 }]);
  }
  takeHeapSnapshot(): never {
    throw unavailable('heap snapshots (use the Memory panel of the developer tools)');
  }
}

const found = (complaints: string[]): string[] | undefined =>
  complaints.length > 0 ? complaints : undefined;

/** @param options Words of `execArgv`, or the text of `NODE_OPTIONS`. */
function checkOptions(options: string | string[]): string[] {
  const { optionTable, cliOptions } = nodeData.extras;
  const defaults = revive(cliOptions) as Record<string, unknown>;
  const { invalidExecArgv, invalidNodeOptions } = loadChunk('threads');
  const checks = {
    parse: (words: readonly string[], inEnvironment: boolean) =>
      parseOptions(words, optionTable, defaults, inEnvironment),
    isNodeOption: (name: string) => name in optionTable.options || name in optionTable.aliases,
  };
  if (typeof options !== 'string') return invalidExecArgv(options, checks);
  try {
    return invalidNodeOptions(splitNodeOptions(options), checks);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Before the first further thread. */
function shareMemory(): void {
  if (!browser.isIsolated || thisThread.memory) return;
  const { ProcessMemory } = loadChunk('threads');
  const memory = new ProcessMemory();
  memory.cwd = runtime.cwd;
  linkCwd(memory);
}

/** For `SHARE_ENV`; where memory cannot be shared, the thread has a copy. */
function sharedEnvironment(): SharedArrayBuffer | undefined {
  if (!browser.isIsolated) return undefined;
  if (!thisThread.environment) {
    const { SharedEnvironment } = loadChunk('threads');
    thisThread.shareEnvironment(new SharedEnvironment(), false);
  }
  return thisThread.environment!.buffer;
}

/** Node's native "takers" call `ondone` later. */
function taker(answer: () => unknown[]): { ondone?: (...args: unknown[]) => void } {
  const result: { ondone?: (...args: unknown[]) => void } = {};
  queueIo(() => makeCallback(runtime.process, () => result.ondone?.(...answer()), []));
  return result;
}

for (const name of ['startCpuProfile', 'stopCpuProfile', 'startHeapProfile', 'stopHeapProfile']) {
  Object.defineProperty(Worker.prototype, name, {
    value() {
      throw unavailable('profiles (use the Performance panel of the developer tools)');
    },
  });
}

export function receiveThreadEvent(event: ThreadEvent): void {
  if (receivePortEvent(event)) return;
  if (event.type === 'thread-exit') threads.get(event.id)?.ended(event.code, event.error);
  else if (event.type === 'thread-metrics') {
    const thread = threads.get(event.id);
    if (thread) thread.metrics = event.metrics;
  }
}

let envPort: object | undefined;

export const worker = (stub: Binding): Binding =>
  Object.assign(stub, {
    Worker,
    getEnvMessagePort() {
      if (thisThread.port) envPort ??= createPort(importPort(thisThread.port));
      return envPort;
    },
    resourceLimits: thisThread.resourceLimits,
    isMainThread: thisThread.id === 0,
    isInternalThread: thisThread.isInternal,
    threadId: thisThread.id,
    threadName: thisThread.name,
    ownsProcessState: thisThread.id === 0,
  });
