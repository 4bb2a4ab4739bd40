import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { cliffsD, cohensD, ksTest, mannWhitneyTest, welchTest } from './compare.ts';
import { binomialQuantile } from './distributions.ts';
import { HdrHistogram } from './hdr-histogram.ts';

/** Of the pinned Node, newer than its types. */
type Native = RecordableHistogram & Record<string, (...args: unknown[]) => unknown>;

const samples: [string, { lowest: number; highest: number; figures: number }, number[]][] = [
  ['nothing', { lowest: 1, highest: Number.MAX_SAFE_INTEGER, figures: 3 }, []],
  [
    'a few',
    { lowest: 1, highest: Number.MAX_SAFE_INTEGER, figures: 3 },
    [1, 2, 3, 1000, 123456, 5, 5],
  ],
  ['one figure', { lowest: 1, highest: 1000, figures: 1 }, [1, 50, 999, 1500, 5000, 100000]],
  ['coarse units', { lowest: 100, highest: 1e6, figures: 2 }, [1, 50, 999, 1500, 5000, 100000]],
  [
    'five figures',
    { lowest: 1, highest: 2 ** 40, figures: 5 },
    [7, 8, 2 ** 31, 2 ** 33 + 1, 99999999],
  ],
  [
    'many',
    { lowest: 1, highest: 1e9, figures: 3 },
    Array.from({ length: 5000 }, (_, i) => ((i * i) % 99991) + 1),
  ],
];

function both(options: (typeof samples)[number][1], values: number[]): [HdrHistogram, Native] {
  const mine = new HdrHistogram(options);
  const native = createHistogram(options) as unknown as Native;
  for (const value of values) {
    mine.record(value);
    native.record(value);
  }
  return [mine, native];
}

describe('as the native histogram counts', () => {
  it.each(samples)('%s', (_name, options, values) => {
    const [mine, native] = both(options, values);
    expect({
      count: mine.count,
      exceeds: mine.exceeds,
      min: mine.min,
      max: mine.max,
      mean: mine.mean,
      stddev: mine.stddev,
    }).toEqual({
      count: native.count,
      exceeds: native.exceeds,
      min: native.min,
      max: native.max,
      mean: native.mean,
      stddev: native.stddev,
    });
    expect([...mine.percentiles()]).toEqual([...native.percentiles]);
    if (values.length > 0) {
      for (const p of [1, 25, 50, 90, 99, 99.9, 100]) {
        expect(mine.percentile(p)).toBe(native.percentile(p));
      }
    }
    for (const value of [1, 5, 1000, 123456]) {
      expect(mine.cdf(value)).toBe(native.cdf!(value));
      // Beyond the range, Node reads memory that is not the histogram's: any number.
      expect(mine.countOf(value)).toBe(value > options.highest ? 0 : native.countAt!(value));
    }
    const step = Math.ceil((mine.max + 1) / 20);
    expect(new Map(mine.buckets(step, (level) => level + step))).toEqual(
      native.linearBuckets!(step),
    );
    expect(new Map(mine.buckets(10, (level) => level * 2))).toEqual(native.logBuckets!(10, 2));
    expect(HdrHistogram.from(mine.state).state).toEqual(mine.state);
  });

  it('two of them', () => {
    const range = samples[1]![1];
    const [a, nativeA] = both(range, [1, 2, 3, 1000, 123456, 5, 5]);
    const [b, nativeB] = both(range, [2, 4, 9, 2000]);
    expect(ksTest(a, b)).toBeCloseTo(nativeA.ksTest!(nativeB) as number, 12);
    expect(cohensD(a, b)).toBeCloseTo(nativeA.cohensD!(nativeB) as number, 12);
    expect(cliffsD(a, b)).toBeCloseTo(nativeA.cliffsD!(nativeB) as number, 12);
    const u = nativeA.mannWhitneyTest!(nativeB) as unknown as Record<string, number>;
    expect(mannWhitneyTest(a, b)[2]).toBeCloseTo(u.pValue!, 6);
    const w = nativeA.welchTest!(nativeB) as unknown as Record<string, number>;
    const [t, degrees, p, lower] = welchTest(a, b, 0.95);
    expect(t).toBeCloseTo(w.tStatistic!, 10);
    expect(degrees).toBeCloseTo(w.degreesOfFreedom!, 10);
    expect(p).toBeCloseTo(w.pValue!, 6);
    const interval = w.confidenceInterval as unknown as Record<string, number>;
    expect(lower! / interval.lower!).toBeCloseTo(1, 4);
  });

  it('adds and subtracts', () => {
    const range = samples[1]![1];
    const [a, nativeA] = both(range, [1, 2, 3]);
    const [b, nativeB] = both(range, [2, 4, 9, 2000]);
    a.add(b);
    nativeA.add(nativeB);
    expect([...a.percentiles()]).toEqual([...nativeA.percentiles]);
    a.subtract(b);
    nativeA.subtract!(nativeB);
    expect([...a.percentiles()]).toEqual([...nativeA.percentiles]);
    expect([a.count, a.min, a.max]).toEqual([nativeA.count, nativeA.min, nativeA.max]);
  });

  it('binomial quantiles', () => {
    expect(binomialQuantile(0.025, 7, 0.5)).toBe(1);
    expect(binomialQuantile(0.975, 7, 0.5)).toBe(6);
  });
});
