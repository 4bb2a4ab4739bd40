/** What the figures of the benchmark are held to. */
export interface Bar {
  most?: number;
  least?: number;
}

export const bars: Record<string, Bar> = {
  'run.cold.ratio': { most: 1.5 },
  'run.warm.ratio': { most: 1 },
  'run.prewarmed.ratio': { most: 0.5 },
  'requests.c10.ratio': { least: 0.8 },
  'programs.cpu.ratio': { most: 1.15 },
  'programs.gzip.ratio': { most: 2 },
  'programs.timers.ratio': { most: 2 },
  'programs.writes.ratio': { most: 2 },
  'memory.idle': { most: 60_000_000 },
  'bytes.first': { most: 700_000 },
  'bytes.next': { most: 30_000 },
  'build.days100': { most: 60_000 },
  'build.change': { most: 5000 },
  'build.growth': { most: 12 },
  'runner.editable': { most: 300 },
  'runner.keystroke': { most: 16 },
  'runner.logs': { most: 100 },
  'runner.json': { most: 100 },
};
