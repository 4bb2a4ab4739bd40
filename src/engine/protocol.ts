/** What the page and a process's worker say to each other. */
import type { FsChange } from './fs/changes.ts';
import type { SnapshotEntry } from './fs/snapshot.ts';
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

/** Everything that a waiting worker needs to become a process. */
export interface StartMessage {
  type: 'start';
  pid: number;
  /** Arguments after `node`: options, script, its arguments. */
  args: string[];
  env: Record<string, string>;
  /** Absolute path. */
  cwd: string;
  /** Contents of the container's file system, without the layers. */
  entries: SnapshotEntry[];
  /** Present when the process's standard streams are a terminal. */
  terminal: TerminalSize | undefined;
}

export type HostMessage =
  | {
      /** First message. Loads Node and these layers ahead of `start`. */
      type: 'prepare';
      /** Where layers are mounted: the container's working directory. */
      workdir: string;
      /** URLs of layer scripts. */
      layers: string[];
      /** URL of the folder that holds the engine's scripts. */
      scripts: string;
      compiler: string;
    }
  | StartMessage
  /** With a port, the response goes there; else it comes back on this channel. */
  | { type: 'request'; request: RequestMessage; port?: MessagePort }
  | { type: 'abort'; id: number }
  /** The page has taken `bytes` of a response whose request set a window. */
  | { type: 'credit'; id: number; bytes: number }
  | { type: 'websocket'; request: WebSocketRequest; port: MessagePort }
  /** `null` ends the input. */
  | { type: 'stdin'; data: string | null }
  | { type: 'resize'; size: TerminalSize }
  | { type: 'signal'; signal: number }
  | { type: 'fs'; changes: FsChange[] };

export type ProcessMessage =
  /** Node is loaded; durations in milliseconds. */
  | { type: 'prepared'; bootstrap: number; layers: number }
  | { type: 'output'; fd: number; data: string | Uint8Array }
  | { type: 'port'; port: number; open: boolean }
  | { type: 'fs'; changes: FsChange[] }
  | { type: 'exit'; code: number }
  /** The engine itself failed; the process never ran. */
  | { type: 'failed'; message: string }
  | ResponseMessage
  | ResponseBatchMessage;
