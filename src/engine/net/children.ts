/** What this process knows of others: who lives, and who of them are its children. */
import { runtime } from '../core/runtime.ts';

/** Pids of all other processes of the container. It may trail by a message. */
export const livingProcesses = new Set<number>();

/** What a parent is told of a child. `error` is libuv's name of why it never ran. */
export interface ChildExit {
  code: number;
  signal: string | null;
  error?: string | undefined;
}

const children = new Map<number, (exit: ChildExit) => void>();

let nextPid = 0;
let firstPid = 0;
const PIDS = 1024;
/** Sets the number from which on the children of this process are counted. */
export const setFirstChildPid = (pid: number): void => {
  firstPid = pid;
  nextPid = 0;
};

/** Registers a child, which begins to live at once. @returns its pid */
export function addChild(exited: (exit: ChildExit) => void): number {
  let pid: number;
  do pid = firstPid + (nextPid++ % PIDS);
  while (livingProcesses.has(pid));
  livingProcesses.add(pid);
  children.set(pid, exited);
  return pid;
}

/** The page says that a child has ended. */
export function childExited(pid: number, exit: ChildExit): void {
  livingProcesses.delete(pid);
  const exited = children.get(pid);
  children.delete(pid);
  exited?.(exit);
}

export function updateProcesses(started: readonly number[], ended: readonly number[]): void {
  for (const pid of started) if (pid !== runtime.pid) livingProcesses.add(pid);
  for (const pid of ended) livingProcesses.delete(pid);
}
