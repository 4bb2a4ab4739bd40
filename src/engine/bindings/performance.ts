/** The `performance` binding: milestones of the process, the loop's idle time, histograms. */
import { browser } from '../core/browser.ts';
import { loopMetrics, onLoopEnd } from '../core/loop.ts';
import { nodeData, type Binding } from '../core/node-data.ts';
import { createELDHistogram, Histogram } from './histogram.ts';
import { HRTIME_OFFSET_MS } from './process-methods.ts';

const constants = nodeData.shapes.performance!.constants as Record<string, number>;
const milestone = (name: string): number => constants[`NODE_PERFORMANCE_MILESTONE_${name}`]!;

/** Nanoseconds on the clock of `process.hrtime`; -1 for what has not happened. */
const milestones = new Float64Array(8).fill(-1);
const MICROSECOND = 1000;
/** A worker may have waited for long before it became the process. */
let origin = 0;

const mark = (name: string): void => {
  milestones[milestone(name)] = (browser.performance.now() + HRTIME_OFFSET_MS) * 1e6;
};

/** The worker becomes a process: `performance.now()` counts from here. */
export function startClock(): void {
  origin = browser.performance.now();
  loopMetrics.reset();
  const at = (origin + HRTIME_OFFSET_MS) * 1e6;
  // Node was prepared before its process began: one follows the other at once.
  for (const [index, name] of ['TIME_ORIGIN', 'NODE_START', 'V8_START', 'ENVIRONMENT'].entries()) {
    milestones[milestone(name)] = at + index * MICROSECOND;
  }
  milestones[milestone('TIME_ORIGIN_TIMESTAMP')] = (browser.performance.timeOrigin + origin) * 1000;
}
export const markLoopStart = (): void => mark('LOOP_START');
onLoopEnd(() => mark('LOOP_EXIT'));

export function performance(stub: Binding): Binding {
  startClock();
  return Object.assign(stub, {
    milestones,
    observerCounts: new Uint32Array(8),
    Histogram,
    createELDHistogram,
    setupObservers() {},
    // No page learns of garbage collections: observers of `gc` never hear of one.
    installGarbageCollectionTracking() {},
    removeGarbageCollectionTracking() {},
    notify() {},
    loopIdleTime: () => loopMetrics.idle(),
    markBootstrapComplete: () => mark('BOOTSTRAP_COMPLETE'),
    uvMetricsInfo: () => [loopMetrics.rounds, loopMetrics.events, 0],
    now: () => browser.performance.now() - origin,
  });
}
