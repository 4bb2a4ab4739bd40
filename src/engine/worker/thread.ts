/** What a worker does to become a further thread of a process instead of its main one. */
import { loadChunk } from '../chunks/index.ts';
import { browser } from '../core/browser.ts';
import { loopMetrics, onLoopIdle } from '../core/loop.ts';
import { runtime } from '../core/runtime.ts';
import type { ThreadOptions } from '../thread-messages.ts';
import { linkCwd } from '../threads/link-cwd.ts';
import { thisThread } from '../threads/this-thread.ts';

/** Milliseconds between two reports of how much the loop has waited. */
const REPORT_INTERVAL = 20;

export function startThread({ port, resourceLimits, memory, environment }: ThreadOptions): void {
  if (memory) linkCwd(new (loadChunk('threads').ProcessMemory)(memory));
  if (environment) {
    const { SharedEnvironment } = loadChunk('threads');
    thisThread.shareEnvironment(new SharedEnvironment(environment), true);
  }
  thisThread.port = port;
  thisThread.resourceLimits.set(resourceLimits);
  thisThread.hasOthers = true;
  const loopStart = browser.performance.timeOrigin + browser.performance.now();
  let reported = -Infinity;
  // The parent asks synchronously, so it has to know beforehand.
  onLoopIdle(() => {
    const now = browser.performance.now();
    if (now - reported < REPORT_INTERVAL) return;
    reported = now;
    runtime.post({ type: 'thread-metrics', metrics: { loopStart, idle: loopMetrics.idle() } });
  });
}
