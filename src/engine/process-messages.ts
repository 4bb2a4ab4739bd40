/** What page and processes say to each other about processes, their links and their servers. */

import type { ThreadCommand, ThreadEvent } from './thread-messages.ts';

/** One of the two ends of a link. */
export type LinkEndIndex = 0 | 1;

/** A handle on its way to another process, as `subprocess.send(message, handle)` sends it. */
export type HandleDescription =
  /** One end of a connection. */
  | {
      kind: 'stream';
      type: 'tcp' | 'pipe';
      link: number;
      end: LinkEndIndex;
      local?: Endpoint | undefined;
      remote?: Endpoint | undefined;
    }
  /** A listening or bound TCP socket; whoever has its `share` may listen on the same address. */
  | { kind: 'tcp-server'; listener: ListenerDescription }
  | { kind: 'pipe-server'; path: string; share: number }
  /** A bound UDP socket; whoever has it may read its datagrams. */
  | { kind: 'udp'; socket: ListenerDescription };

export interface Endpoint {
  address: string;
  family: 'IPv4' | 'IPv6';
  port: number;
}

/**
 * A link joins two ends, each held by one process or more, through the page: so what one process has
 * written, to a file or to a link, arrives in that order, and the page can end the links of a process
 * that dies. Its number is chosen by who makes it and is unique in the container.
 *
 * Bytes go to a process only once it has asked for them by `flow`: until then the page keeps them, so
 * that an end can be handed on unread.
 */
export type LinkCommand =
  /** Makes a link of which this process holds these ends. */
  | { op: 'open'; ends: LinkEndIndex[] }
  | { op: 'data'; data: Uint8Array; handle?: HandleDescription | undefined }
  | { op: 'flow'; on: boolean }
  /** The reader has taken so many bytes. */
  | { op: 'ack'; bytes: number }
  /** Bytes that this process was sent and has not read, since it has handed the end on. */
  | { op: 'return'; data: Uint8Array; handle?: HandleDescription | undefined }
  /** Nothing more will be written to this end (FIN). */
  | { op: 'end' }
  /** This process lets go of the end once. `reset`: the other end shall see ECONNRESET. */
  | { op: 'close'; reset: boolean };

export type LinkEvent =
  | { op: 'data'; data: Uint8Array; handle?: HandleDescription | undefined }
  | { op: 'ack'; bytes: number }
  | { op: 'end' }
  /** After everything that was written: the other end is closed. */
  | { op: 'closed'; reset: boolean }
  /** At once: what this end writes from now on arrives nowhere. */
  | { op: 'gone' };

export interface LinkAddress {
  type: 'link';
  id: number;
  end: LinkEndIndex;
}

/** What a file descriptor of a new process refers to. */
export type StdioTarget =
  /** Standard stream `fd` of the program that the page has spawned. */
  | { type: 'host'; fd: number }
  | { type: 'null' }
  | { type: 'link'; id: number; end: LinkEndIndex }
  | { type: 'file'; path: string; flags: number; position: number };

export interface ListenerDescription {
  /** Canonical address. */
  address: string;
  port: number;
  ipv6Only: boolean;
  reusePort: boolean;
  /** Sockets with the same number are one socket, in several processes. */
  share: number;
}

/** A UDP datagram from one process to another; addresses are canonical. */
export interface Datagram {
  data: Uint8Array;
  from: { address: string; port: number };
  to: { address: string; port: number };
}

/** What a process has to run, after its path has been resolved. */
export interface Command {
  /** `node`, or one of the engine's own programs. */
  program: string;
  /** `argv[0]`, as the parent gave it. */
  argv0: string;
  args: string[];
}

export interface SpawnRequest {
  command: Command;
  env: Record<string, string>;
  /** Absolute path. */
  cwd: string;
  stdio: StdioTarget[];
  /** Makes the child the leader of a process group of its own. */
  detached: boolean;
  umask: number;
}

/** A pipe of a child that its parent waits for. */
export interface SyncPipe {
  fd: number;
  link: number;
  /** What the child reads from it. */
  input: Uint8Array<ArrayBuffer> | undefined;
}

export interface SyncSpawnCommand {
  type: 'spawn-sync';
  pid: number;
  request: SpawnRequest;
  pipes: SyncPipe[];
  /** Milliseconds; 0 for none. */
  timeout: number;
  maxBuffer: number;
  killSignal: number;
  /** Where the answer goes: see `sync-reply.ts`. */
  shared: SharedArrayBuffer;
  /** The last batch of changes of files that the parent has applied. */
  seen: number;
}

export type ProcessCommand =
  | SyncSpawnCommand
  /** The next part of an answer that this process waits for. */
  | { type: 'sync-more' }
  | ThreadCommand
  | { type: 'spawn'; pid: number; request: SpawnRequest }
  | { type: 'kill'; pid: number; signal: number }
  /** Which signals this process handles itself; the page carries the others out. */
  | { type: 'handles-signal'; signal: number; on: boolean }
  | { type: 'stdin-flow'; on: boolean }
  | { type: 'raw-mode'; on: boolean }
  /** This process has mounted layers; the others and those to come shall have them too. */
  | { type: 'mount-layers'; urls: string[] }
  | (LinkAddress & LinkCommand)
  | { type: 'listen'; listener: ListenerDescription }
  | { type: 'unlisten'; listener: ListenerDescription }
  | { type: 'listen-path'; path: string; share: number }
  | { type: 'unlisten-path'; path: string; share: number }
  /** Asks for a connection; the link is made with end 0 here and end 1 at the server. */
  | { type: 'connect'; link: number; address: string; port: number; local: Endpoint }
  | { type: 'connect-path'; link: number; path: string }
  | { type: 'udp-open'; socket: ListenerDescription }
  | { type: 'udp-close'; socket: ListenerDescription }
  /** Whether this process reads the socket's datagrams. */
  | { type: 'udp-receive'; socket: ListenerDescription; on: boolean }
  /** `toAll`: to a group or everybody, and the sockets of this process have it already. */
  | { type: 'datagram'; datagram: Datagram; toAll: boolean };

export type ProcessEvent =
  | ThreadEvent
  | (LinkAddress & LinkEvent)
  /** `error` is a libuv error number: the child never ran. */
  | { type: 'child-exit'; pid: number; code: number; signal: string | null; error?: string }
  | { type: 'reparented' }
  /** Another process has mounted these layers. */
  | { type: 'layers'; urls: string[] }
  | { type: 'processes'; started: number[]; ended: number[] }
  | { type: 'listeners'; opened: ListenerDescription[]; closed: ListenerDescription[] }
  | { type: 'paths'; opened: string[]; closed: string[] }
  /** Another process was faster: this one's server has no address. */
  | { type: 'listen-failed'; listener: ListenerDescription }
  | { type: 'connection'; link: number; address: string; port: number; remote: Endpoint }
  | { type: 'connection-path'; link: number; path: string }
  | { type: 'connected'; link: number; ok: boolean }
  | { type: 'udp-sockets'; opened: ListenerDescription[]; closed: ListenerDescription[] }
  /** Without `share` it is for every socket that hears its group. */
  | { type: 'datagram'; datagram: Datagram; share?: number | undefined };
