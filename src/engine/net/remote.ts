/** What this process knows of the servers of others, and how it reaches them through the page. */
import { runtime } from '../core/runtime.ts';
import type { Endpoint, ListenerDescription } from '../process-messages.ts';
import { PortRegistry } from './ports.ts';

/** What others listen on. It may trail by a message: the page has the last word. */
export const remotePorts = new PortRegistry<ListenerDescription>(() => {});
export const remotePaths = new Set<string>();

/** Shares that this process has been given or has made: their addresses are not taken for it. */
let lastShare = 0;
/** A number for a socket that no other process chooses. */
export const newShare = (): number => runtime.pid * 2 ** 24 + ++lastShare;

export function updatePorts(
  known: PortRegistry<ListenerDescription>,
  opened: readonly ListenerDescription[],
  closed: readonly ListenerDescription[],
): void {
  for (const listener of closed) {
    const same = findShared(known, listener);
    if (same) known.close(same);
  }
  for (const listener of opened) if (!findShared(known, listener)) known.open(listener);
}
export const updateRemotePorts = updatePorts.bind(undefined, remotePorts);

const findShared = (
  known: PortRegistry<ListenerDescription>,
  listener: ListenerDescription,
): ListenerDescription | undefined =>
  known.all().find(({ port, share }) => port === listener.port && share === listener.share);

/** Whether another process has the address, with another socket than this one. */
export const isTakenRemotely = (
  listener: ListenerDescription,
  known: PortRegistry<ListenerDescription> = remotePorts,
): boolean => !findShared(known, listener) && known.isTaken(listener);

const waiting = new Map<number, (ok: boolean) => void>();

/** Asks the page for a connection; `done` learns whether somebody listens there. */
export function connectPort(
  link: number,
  target: Endpoint,
  local: Endpoint,
  done: (ok: boolean) => void,
): void {
  waiting.set(link, done);
  const { address, port } = target;
  runtime.post({ type: 'connect', link, address, port, local });
}
export function connectPath(link: number, path: string, done: (ok: boolean) => void): void {
  waiting.set(link, done);
  runtime.post({ type: 'connect-path', link, path });
}

/** The page's answer. */
export function connected(link: number, ok: boolean): void {
  const done = waiting.get(link);
  waiting.delete(link);
  done?.(ok);
}
