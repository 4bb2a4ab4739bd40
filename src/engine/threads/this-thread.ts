/** Which thread of its process this worker is. */
import type { WirePort } from '../thread-messages.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { SharedEnvironment } from './shared-environment.ts';

export const thisThread = {
  /** 0 is the main one. */
  id: 0,
  name: '',
  isInternal: false,
  /** Node's channel to the thread's `Worker`; the main thread has none. */
  port: undefined as WirePort | undefined,
  resourceLimits: new Float64Array(4),
  /** Whether the process has had more than one thread. */
  hasOthers: false,
  /** What the threads of this process share; only on isolated pages, and once there is another. */
  memory: undefined as ProcessMemory | undefined,
  /** The variables that this thread shares with others, if it does. */
  environment: undefined as SharedEnvironment | undefined,
  shareEnvironment: (_shared: SharedEnvironment, _has: boolean): void => {},
};
