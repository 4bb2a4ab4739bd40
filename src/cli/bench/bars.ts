/** What the figures of the benchmark are held to. */
export interface Bar {
  most?: number;
  least?: number;
}

export const bars: Record<string, Bar> = {
  'run.cold.ratio': { most: 2 },
  'run.warm.ratio': { most: 1.5 },
  'run.prewarmed.ratio': { most: 0.8 },
  'requests.c10.ratio': { least: 0.5 },
  'bytes.first': { most: 700_000 },
  'bytes.next': { most: 30_000 },
};
