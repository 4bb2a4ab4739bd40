/** The state of the one Node process that this worker is. Set once by the bootstrap, read by bindings. */
import type { ProcessCommand } from '../process-messages.ts';
import type { Any, Fn } from './node-data.ts';

export interface Runtime {
  process: Any;
  /** Node's internal `require`, which reaches `internal/…`. */
  require: Fn;
  internalBinding: Fn;
  primordials: Any;
  Buffer: typeof Buffer;
  inspect: (value: unknown, options?: unknown) => string;
  /** V8's "continuation preserved embedder data": the AsyncContextFrame that is current. */
  contextFrame: unknown;
  /** `[kHasExitCode?, exitCode, exiting]` as Node's `exit_info_private_symbol` array. */
  exitInfo: Int32Array;
  /** Set once the exit code is known; no callback runs after it. */
  exiting: boolean;
  argv: string[];
  execArgv: string[];
  umask: number;
  cwd: string;
  pid: number;
  ppid: number;
  /** Writes to the process's stdout (1) or stderr (2). */
  write(fd: number, data: string | Uint8Array): void;
  /** Tells the page something about this process. Nothing happens where there is no page. */
  post(message: ProcessCommand, transfer?: Transferable[]): void;
  /** Size of the attached terminal, or `undefined` when the process's streams are pipes. */
  terminal: { cols: number; rows: number } | undefined;
}

const unset = (name: string) => (): never => {
  throw new Error(`runtime.${name} is used before the bootstrap has set it`);
};

export const runtime: Runtime = {
  process: undefined,
  require: unset('require'),
  internalBinding: unset('internalBinding'),
  primordials: {},
  Buffer: undefined as never,
  inspect: String,
  contextFrame: undefined,
  exitInfo: new Int32Array(3),
  exiting: false,
  argv: [],
  execArgv: [],
  umask: 0o22,
  cwd: '/',
  pid: 4242,
  ppid: 1,
  write: unset('write'),
  post: () => {},
  terminal: undefined,
};

/** Node's own error class by code, for instance `nodeError('ERR_INVALID_URL')`. */
export const nodeError = (code: string): Any => runtime.require('internal/errors').codes[code];
