/** The working directory of a process with several threads is in their common memory. */
import { runtime } from '../core/runtime.ts';
import type { ProcessMemory } from './process-memory.ts';
import { thisThread } from './this-thread.ts';

export function linkCwd(memory: ProcessMemory): void {
  thisThread.memory = memory;
  Object.defineProperty(runtime, 'cwd', {
    get: () => memory.cwd,
    set: (cwd: string) => {
      memory.cwd = cwd;
    },
    configurable: true,
    enumerable: true,
  });
}
