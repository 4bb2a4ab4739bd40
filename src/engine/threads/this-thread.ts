/** Which thread of its process this worker is. */
import type { WirePort } from '../thread-messages.ts';

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
};
