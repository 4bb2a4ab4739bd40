/** The `v8` and `heap_utils` bindings: what a browser tells of its heap, in Node's shape. */
import { browser } from '../core/browser.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { unavailable } from './make-stub.ts';

const MEGABYTE = 2 ** 20;
/** Where the browser does not tell: plausible, so that ratios make sense. */
const UNKNOWN = { totalJSHeapSize: 40e6, usedJSHeapSize: 20e6, jsHeapSizeLimit: 2 ** 31 };

const heap = (): typeof UNKNOWN =>
  ((browser.performance as Any).memory as typeof UNKNOWN | undefined) ?? UNKNOWN;

const noSnapshots = (): never => {
  throw unavailable('heap snapshots (use the Memory panel of the developer tools)');
};
const noProfiles = (): never => {
  throw unavailable('profiles (use the Performance panel of the developer tools)');
};

export function v8(stub: Binding): Binding {
  const at = (name: string): number => stub[name] as number;
  const statistics = stub.heapStatisticsBuffer as Float64Array;
  const space = stub.heapSpaceStatisticsBuffer as Float64Array;
  const OLD_SPACE = (stub.kHeapSpaces as string[]).indexOf('old_space');
  return Object.assign(stub, {
    cachedDataVersionTag: () => 0x9e3779b9,
    updateHeapStatisticsBuffer() {
      const { totalJSHeapSize, usedJSHeapSize, jsHeapSizeLimit } = heap();
      statistics.fill(0);
      statistics[at('kTotalHeapSizeIndex')] = totalJSHeapSize;
      statistics[at('kTotalPhysicalSizeIndex')] = totalJSHeapSize;
      statistics[at('kTotalAvailableSize')] = Math.max(0, jsHeapSizeLimit - usedJSHeapSize);
      statistics[at('kUsedHeapSizeIndex')] = usedJSHeapSize;
      statistics[at('kHeapSizeLimitIndex')] = jsHeapSizeLimit;
      statistics[at('kMallocedMemoryIndex')] = MEGABYTE;
      statistics[at('kPeakMallocedMemoryIndex')] = MEGABYTE;
      statistics[at('kNumberOfNativeContextsIndex')] = 1;
    },
    /** Spaces are V8's own affair: everything counts as the old one. */
    updateHeapSpaceStatisticsBuffer(index: number) {
      space.fill(0);
      if (index !== OLD_SPACE) return;
      const { totalJSHeapSize, usedJSHeapSize } = heap();
      space[at('kSpaceSizeIndex')] = totalJSHeapSize;
      space[at('kSpaceUsedSizeIndex')] = usedJSHeapSize;
      space[at('kSpaceAvailableSizeIndex')] = totalJSHeapSize - usedJSHeapSize;
      space[at('kPhysicalSpaceSizeIndex')] = totalJSHeapSize;
    },
    updateHeapCodeStatisticsBuffer() {
      (stub.heapCodeStatisticsBuffer as Float64Array).fill(0);
    },
    getCppHeapStatistics: () => ({
      committed_size_bytes: 0,
      resident_size_bytes: 0,
      used_size_bytes: 0,
      space_statistics: [],
      type_names: [],
    }),
    // A page cannot set flags. Programs set them for diagnosis or speed; none depends on an effect.
    setFlagsFromString() {},
    setHeapSnapshotNearHeapLimit() {},
    isStringOneByteRepresentation: (text: string) => /^[\0-\xff]*$/.test(text),
    getHashSeed: () => 0n,
    startCpuProfile: noProfiles,
    stopCpuProfile: noProfiles,
    /** No page learns of collections: there were none. */
    GCProfiler: class GCProfiler {
      #started: number | undefined;
      start(): void {
        this.#started ??= Date.now();
      }
      stop(): string | undefined {
        if (this.#started === undefined) return undefined;
        const profile = {
          version: 1,
          startTime: this.#started,
          statistics: [],
          endTime: Date.now(),
        };
        this.#started = undefined;
        return JSON.stringify(profile);
      }
    },
  });
}

export const heapUtils = (stub: Binding): Binding =>
  Object.assign(stub, {
    buildEmbedderGraph: noSnapshots,
    createHeapSnapshotStream: noSnapshots,
    triggerHeapSnapshot: noSnapshots,
  });
