/** The states of a run, in the order in which a run passes through them, and their words. */
import { formatDuration } from './quantities.ts';

export const runStates = [
  'idle',
  'loading',
  'starting',
  'ready',
  'stopped',
  'ended',
  'failed',
] as const;
export type RunState = (typeof runStates)[number];

/** Whether a process may be alive, so that there is something to stop. */
export const isActive = (state: RunState): boolean =>
  state === 'loading' || state === 'starting' || state === 'ready';

/** Whether the reader waits for a program to be there. */
export const isAwaited = (state: RunState): boolean => state === 'loading' || state === 'starting';

/**
 * The state as the reader sees it.
 *
 * @param took Milliseconds from the click on Run until the state was reached, where it is known.
 */
export function describeState(state: RunState, took?: number): string {
  const time = took === undefined ? undefined : formatDuration(took);
  switch (state) {
    case 'idle':
      return 'Not running';
    case 'loading':
      return 'Loading Node.js…';
    case 'starting':
      return 'Starting…';
    case 'ready':
      return time ? `Ready in ${time}` : 'Ready';
    case 'stopped':
      return time ? `Stopped after ${time}` : 'Stopped';
    case 'ended':
      return time ? `Ended after ${time}` : 'Ended';
    case 'failed':
      return time ? `Failed after ${time}` : 'Failed';
  }
}
