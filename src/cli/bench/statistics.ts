/** Medians of pairs: both sides are measured in turn, so that a busy moment hits both alike. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Comparison {
  /** Median of the measured side. */
  value: number;
  /** Median of the baseline. */
  baseline: number;
  /** Median of the pairs' ratios. */
  ratio: number;
}

export function compare(pairs: readonly [value: number, baseline: number][]): Comparison {
  return {
    value: median(pairs.map(([value]) => value)),
    baseline: median(pairs.map(([, baseline]) => baseline)),
    ratio: median(pairs.map(([value, baseline]) => value / baseline)),
  };
}
