/** How two histograms differ: the tests of `perf_hooks`' `Histogram`. */
import type { HdrHistogram } from './hdr-histogram.ts';
import { normalTail, studentQuantile, studentTwoTailed } from './distributions.ts';

const sampleVariance = (h: HdrHistogram): number => {
  if (h.count < 2) return 0;
  return (h.stddev ** 2 * h.count) / (h.count - 1);
};

/** Values of both in order, with how often each has them. */
function merged(a: HdrHistogram, b: HdrHistogram): [value: number, inA: number, inB: number][] {
  const rows = new Map<number, [number, number]>();
  for (const [value, times] of a.recorded()) rows.set(value, [times, 0]);
  for (const [value, times] of b.recorded()) rows.set(value, [rows.get(value)?.[0] ?? 0, times]);
  return [...rows].sort(([x], [y]) => x - y).map(([value, [x, y]]) => [value, x, y]);
}

/** Kolmogorov–Smirnov statistic: the largest distance of the distribution functions. */
export function ksTest(a: HdrHistogram, b: HdrHistogram): number {
  if (a.count === 0 || b.count === 0) return 0;
  let [seenA, seenB, distance] = [0, 0, 0];
  for (const [, inA, inB] of merged(a, b)) {
    seenA += inA;
    seenB += inB;
    distance = Math.max(distance, Math.abs(seenA / a.count - seenB / b.count));
  }
  return distance;
}

/** Welch's t-test: statistic, degrees of freedom, p, and the interval of the means' difference. */
export function welchTest(a: HdrHistogram, b: HdrHistogram, confidence: number): number[] {
  if (a.count < 2 || b.count < 2) return [0, 0, 1, 0, 0];
  const shareA = sampleVariance(a) / a.count;
  const shareB = sampleVariance(b) / b.count;
  const error = Math.sqrt(shareA + shareB);
  const difference = a.mean - b.mean;
  if (error === 0) return [0, 0, difference === 0 ? 1 : 0, difference, difference];
  const t = difference / error;
  const degrees =
    (shareA + shareB) ** 2 / (shareA ** 2 / (a.count - 1) + shareB ** 2 / (b.count - 1));
  const margin = studentQuantile(1 - (1 - confidence) / 2, degrees) * error;
  return [t, degrees, studentTwoTailed(t, degrees), difference - margin, difference + margin];
}

/** Pairs in which the first is larger, less those in which it is smaller; equal ones count half. */
function dominance(
  a: HdrHistogram,
  b: HdrHistogram,
): { larger: number; equal: number; ties: number } {
  let [larger, equal, ties, below] = [0, 0, 0, 0];
  for (const [, inA, inB] of merged(a, b)) {
    larger += inA * below;
    equal += inA * inB;
    const both = inA + inB;
    ties += both ** 3 - both;
    below += inB;
  }
  return { larger, equal, ties };
}

/** Mann–Whitney U, its z-score with correction for ties, and p. */
export function mannWhitneyTest(a: HdrHistogram, b: HdrHistogram): number[] {
  const pairs = a.count * b.count;
  if (pairs === 0) return [0, 0, 1];
  const { larger, equal, ties } = dominance(a, b);
  const u = larger + equal / 2;
  const n = a.count + b.count;
  const deviation = Math.sqrt((pairs / 12) * (n + 1 - ties / (n * (n - 1))));
  if (!(deviation > 0)) return [u, 0, 1];
  const z = (u - pairs / 2) / deviation;
  return [u, z, 2 * normalTail(Math.abs(z))];
}

export function cohensD(a: HdrHistogram, b: HdrHistogram): number {
  const degrees = a.count + b.count - 2;
  if (a.count < 2 || b.count < 2) return 0;
  const pooled = Math.sqrt((a.stddev ** 2 * a.count + b.stddev ** 2 * b.count) / degrees);
  return pooled === 0 ? 0 : (a.mean - b.mean) / pooled;
}

export function cliffsD(a: HdrHistogram, b: HdrHistogram): number {
  const pairs = a.count * b.count;
  if (pairs === 0) return 0;
  const { larger, equal } = dominance(a, b);
  return (larger - (pairs - larger - equal)) / pairs;
}
