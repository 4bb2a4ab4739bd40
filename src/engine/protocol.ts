/** What the page and a process's worker say to each other. */
import type {
  ListenerDescription,
  ProcessCommand,
  ProcessEvent,
  StdioTarget,
} from './process-messages.ts';
import type { FsChange } from './fs/changes.ts';
import type { SnapshotEntry } from './fs/snapshot.ts';
import type { ThreadOptions } from './thread-messages.ts';
import type {
  RequestMessage,
  ResponseBatchMessage,
  ResponseMessage,
  WebSocketRequest,
} from './net/messages.ts';

export interface TerminalSize {
  cols: number;
  rows: number;
}

/** What a waiting worker runs once, so that the browser has compiled what most programs use. */
export interface WarmUp {
  /** A CommonJS program whose `module.exports` is a request listener of `node:http`. */
  source: string;
  /** Targets of requests that are sent to it. */
  paths: readonly string[];
}

/** Everything that a waiting worker needs to become a process. */
export interface StartMessage {
  type: 'start';
  pid: number;
  ppid: number;
  /** `node`, or one of the engine's own programs. */
  program: string;
  argv0: string;
  /** Arguments after `node`: options, script, its arguments. */
  args: string[];
  env: Record<string, string>;
  /** Absolute path. */
  cwd: string;
  /** Contents of the container's file system, without the layers. */
  entries: SnapshotEntry[];
  /** The terminal behind those standard streams that are the host's, if it is one. */
  terminal: TerminalSize | undefined;
  /** What its file descriptors refer to, from 0 on. */
  stdio: StdioTarget[];
  umask: number;
  /** Its children have this number and those that follow. */
  firstChildPid: number;
  /** The processes that live, without this one. */
  pids: number[];
  /** What other processes listen on. */
  listeners: ListenerDescription[];
  paths: string[];
  udpSockets: ListenerDescription[];
  /** Absent for the main thread of a process. */
  thread?: ThreadOptions;
}

export type HostMessage =
  | {
      /** First message. Loads Node and these layers ahead of `start`. */
      type: 'prepare';
      /** Where layers are mounted: the container's working directory. */
      workdir: string;
      /** URLs of layer scripts. */
      layers: string[];
      /** URLs of large files of these layers that the program is sure to read. */
      assets: string[];
      /** URL of the folder that holds the engine's scripts. */
      scripts: string;
      compiler: string;
      /** Scripts of the engine's own programs, by name. */
      programs: Record<string, string>;
      warmUp: WarmUp | undefined;
      /** Present when it is to be a further thread of a process, which Node prepares otherwise. */
      thread?: { id: number; name: string; isInternal: boolean };
    }
  | StartMessage
  /** Their responses come back on this channel. */
  | { type: 'requests'; requests: RequestMessage[] }
  /** Its response goes to the port. */
  | { type: 'request'; request: RequestMessage; port: MessagePort }
  | { type: 'abort'; id: number }
  /** The page has taken `bytes` of a response whose request set a window. */
  | { type: 'credit'; id: number; bytes: number }
  | { type: 'websocket'; request: WebSocketRequest; port: MessagePort; observer?: MessagePort }
  /** `null` ends the input. */
  | { type: 'stdin'; data: string | null }
  | { type: 'resize'; size: TerminalSize }
  | { type: 'signal'; signal: number }
  /** `batch` counts what this process is sent. */
  | { type: 'fs'; changes: FsChange[]; batch: number }
  | ProcessEvent;

export type ProcessMessage =
  /** Node is loaded; durations in milliseconds. */
  | { type: 'prepared'; bootstrap: number; layers: number }
  | { type: 'output'; fd: number; data: string | Uint8Array }
  | { type: 'fs'; changes: FsChange[] }
  /** `signal`: the name of the signal that ended it, by which `code` is 128 and its number. */
  | { type: 'exit'; code: number; signal?: string | undefined }
  /** The engine itself failed; the process never ran. */
  | { type: 'failed'; message: string }
  | ProcessCommand
  | ResponseMessage
  | ResponseBatchMessage;
