/**
 * What page and threads say to each other. All messages between threads go through the page: so they
 * arrive in the order in which they were sent, also before the news that a thread has ended, and the
 * page knows at any time who owns which end of a channel.
 */
import type { NativeState } from './core/transferable.ts';

export type WirePassenger =
  | { kind: 'port'; port: WirePort }
  | { kind: 'native'; state: NativeState }
  | { kind: 'script'; info: string };

/** A message between threads; see `bindings/messaging/message.ts`. */
export interface WireMessage {
  value: Uint8Array<ArrayBuffer> | { primitive: unknown };
  buffers: ArrayBuffer[];
  shared: SharedArrayBuffer[];
  /** Contents, where the page is not isolated and memory cannot be shared. */
  unshared?: ArrayBuffer[];
  modules: WebAssembly.Module[];
  passengers: WirePassenger[];
}

/** One end of a channel on its way, with what it has not read yet. */
export interface WirePort {
  /** Absent when nobody is left at the other end. */
  id: PortId | undefined;
  /** `null`: the other end has been closed. */
  incoming: (WireMessage | null)[];
}

/** Name of an end, unique in a container; the other end differs in the last character. */
export type PortId = `${string}${'a' | 'b'}`;

export const otherEnd = (id: PortId): PortId =>
  `${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}` as PortId;

export interface ThreadOptions {
  /** `threadId`, unique in the process. */
  id: number;
  name: string;
  isInternal: boolean;
  /** The thread's end of the channel over which Node's `Worker` talks to its thread. */
  port: WirePort;
  env: Record<string, string>;
  execArgv: string[];
  cwd: string;
  /** Megabytes, in Node's order; -1 where none is set. */
  resourceLimits: number[];
  /** See `threads/process-memory.ts` and `threads/shared-environment.ts`; on isolated pages. */
  memory?: SharedArrayBuffer | undefined;
  environment?: SharedArrayBuffer | undefined;
}

/** How much a thread's loop has waited, for `worker.performance`. Milliseconds. */
export interface ThreadMetrics {
  /** Since the epoch. */
  loopStart: number;
  idle: number;
}

export type ThreadCommand =
  | { type: 'thread-start'; options: ThreadOptions; ends: PortId[] }
  | { type: 'thread-stop'; id: number }
  /**
   * To the owner of an end; `null` closes it. `ends`: further ends that the sender owns from now on,
   * their other halves being in the message.
   */
  | { type: 'thread-post'; to: PortId; message: WireMessage | null; ends: PortId[] }
  /** It came after the end had been handed on. */
  | { type: 'thread-bounce'; to: PortId; message: WireMessage | null }
  | { type: 'thread-flushed'; port: PortId }
  | { type: 'thread-broadcast'; name: string; message: WireMessage }
  | { type: 'thread-metrics'; metrics: ThreadMetrics };

export type ThreadEvent =
  | { type: 'thread-message'; to: PortId; message: WireMessage | null }
  /** Send back whatever came too late, then `thread-flushed`. */
  | { type: 'thread-flush'; port: PortId }
  | { type: 'thread-broadcast'; name: string; message: WireMessage }
  | { type: 'thread-metrics'; id: number; metrics: ThreadMetrics }
  /** `error`: code and text of Node's, where the thread did not end by itself. */
  | { type: 'thread-exit'; id: number; code: number; error?: [code: string, reason: string] };

/** The ends inside a message, also inside those that travel with it. */
export function portsIn(message: WireMessage | null): PortId[] {
  const ids: PortId[] = [];
  for (const passenger of message?.passengers ?? []) {
    if (passenger.kind === 'port') ids.push(...portsOf(passenger.port));
  }
  return ids;
}
export const portsOf = ({ id, incoming }: WirePort): PortId[] => [
  ...(id ? [id] : []),
  ...incoming.flatMap(portsIn),
];

/** Buffers that must move, lest each hop copies them. */
export function buffersIn(message: WireMessage | null): ArrayBuffer[] {
  if (!message) return [];
  const own = message.value instanceof Uint8Array ? [message.value.buffer] : [];
  const nested = message.passengers.flatMap((passenger) =>
    passenger.kind === 'port' ? buffersOf(passenger.port) : [],
  );
  return [...own, ...message.buffers, ...nested];
}
export const buffersOf = ({ incoming }: WirePort): ArrayBuffer[] => incoming.flatMap(buffersIn);
