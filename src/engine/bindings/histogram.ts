/** The native halves of `perf_hooks`' histograms. */
import { type AsyncWrap } from '../core/async-wrap.ts';
import { browser } from '../core/browser.ts';
import { HandleWrap } from '../core/handle-wrap.ts';
import { loadChunk } from '../chunks/index.ts';
import { registerCloneable } from '../core/transferable.ts';
import type { HdrHistogram, HdrState } from '../histogram/hdr-histogram.ts';
import { nativeTypeError } from './messaging/message-port.ts';

const nanoseconds = (): number => Math.round(browser.performance.now() * 1e6);
const toBigInt = (value: number): bigint => (value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));

/** Exponentially weighted moving average, deviation and share above a threshold. */
class MovingAverage {
  readonly #alpha: number;
  readonly #threshold: number;
  mean = 0;
  variance = 0;
  errorRate = 0;
  #started = false;

  constructor(halfLife: number, threshold: number) {
    this.#alpha = 1 - 2 ** (-1 / halfLife);
    this.#threshold = threshold;
  }
  record(value: number): void {
    const above = this.#threshold > 0 && value > this.#threshold ? 1 : 0;
    if (!this.#started) {
      this.#started = true;
      this.mean = value;
      this.errorRate = above;
      return;
    }
    const difference = value - this.mean;
    this.mean += this.#alpha * difference;
    this.variance = (1 - this.#alpha) * (this.variance + this.#alpha * difference ** 2);
    this.errorRate += this.#alpha * (above - this.errorRate);
  }
}

/** Shared by clones within a thread, as native histograms are. */
interface Recorder {
  hdr: HdrHistogram;
  average: MovingAverage | undefined;
  previous: number;
}

function newRecorder(
  lowest: number | bigint = 1,
  highest: number | bigint = Number.MAX_SAFE_INTEGER,
  figures = 3,
  halfLife = 0,
  threshold = 0,
): Recorder {
  const { HdrHistogram } = loadChunk('histogram');
  const options = { lowest: Number(lowest), highest: Number(highest), figures };
  const average = halfLife > 0 ? new MovingAverage(halfLife, threshold) : undefined;
  return { hdr: new HdrHistogram(options), average, previous: 0 };
}

/** What both kinds can; `recorder` is a property, for the second is a handle. */
const reading = {
  count(this: Owner) {
    return recorderOf(this).hdr.count;
  },
  countBigInt(this: Owner) {
    return BigInt(recorderOf(this).hdr.count);
  },
  exceeds(this: Owner) {
    return recorderOf(this).hdr.exceeds;
  },
  exceedsBigInt(this: Owner) {
    return BigInt(recorderOf(this).hdr.exceeds);
  },
  min(this: Owner) {
    return recorderOf(this).hdr.min;
  },
  minBigInt(this: Owner) {
    return toBigInt(recorderOf(this).hdr.min);
  },
  max(this: Owner) {
    return recorderOf(this).hdr.max;
  },
  maxBigInt(this: Owner) {
    return toBigInt(recorderOf(this).hdr.max);
  },
  mean(this: Owner) {
    return recorderOf(this).hdr.mean;
  },
  stddev(this: Owner) {
    return recorderOf(this).hdr.stddev;
  },
  /** Population moments; too few values have none. */
  skewness(this: Owner) {
    const { hdr } = recorderOf(this);
    const { mean, stddev } = hdr;
    return hdr.count < 3 || stddev === 0 ? 0 : hdr.moment(3, mean) / stddev ** 3;
  },
  kurtosis(this: Owner) {
    const { hdr } = recorderOf(this);
    const { mean, stddev } = hdr;
    return hdr.count < 4 || stddev === 0 ? 0 : hdr.moment(4, mean) / stddev ** 4 - 3;
  },
  percentile(this: Owner, percentile: number) {
    return recorderOf(this).hdr.percentile(percentile);
  },
  percentileBigInt(this: Owner, percentile: number) {
    return toBigInt(recorderOf(this).hdr.percentile(percentile));
  },
  percentiles(this: Owner, map: Map<number, number>) {
    for (const [key, value] of recorderOf(this).hdr.percentiles()) map.set(key, value);
  },
  percentilesBigInt(this: Owner, map: Map<number, bigint>) {
    for (const [key, value] of recorderOf(this).hdr.percentiles()) map.set(key, toBigInt(value));
  },
  percentilesAt(this: Owner, map: Map<number, number>, wanted: Float64Array) {
    for (const key of wanted) map.set(key, recorderOf(this).hdr.percentile(key));
  },
  percentileCI(this: Owner, percentile: number, confidence: number) {
    const { hdr } = recorderOf(this);
    if (hdr.count === 0) return [0, 0, 0];
    const { binomialQuantile } = loadChunk('histogram');
    const tail = (1 - confidence) / 2;
    const share = percentile / 100;
    const low = Math.max(1, binomialQuantile(tail, hdr.count, share));
    const high = Math.min(hdr.count, binomialQuantile(1 - tail, hdr.count, share) + 1);
    return [
      hdr.percentile(percentile),
      hdr.highestEquivalent(hdr.valueAtRank(low)),
      hdr.highestEquivalent(hdr.valueAtRank(high)),
    ];
  },
  cdf(this: Owner, value: number) {
    return recorderOf(this).hdr.cdf(value);
  },
  countAt(this: Owner, value: number) {
    return recorderOf(this).hdr.countOf(value);
  },
  linearBuckets(this: Owner, step: number, map: Map<number, number>) {
    const { hdr } = recorderOf(this);
    for (const [key, count] of hdr.buckets(step, (level) => level + step)) map.set(key, count);
  },
  logBuckets(this: Owner, first: number, base: number, map: Map<number, number>) {
    const { hdr } = recorderOf(this);
    for (const [key, count] of hdr.buckets(first, (level) => Math.trunc(level * base))) {
      map.set(key, count);
    }
  },
  ksTest(this: Owner, other: Owner) {
    return loadChunk('histogram').ksTest(recorderOf(this).hdr, recorderOf(other).hdr);
  },
  welchTest(this: Owner, other: Owner, confidence: number) {
    const { welchTest } = loadChunk('histogram');
    return welchTest(recorderOf(this).hdr, recorderOf(other).hdr, confidence);
  },
  mannWhitneyTest(this: Owner, other: Owner) {
    return loadChunk('histogram').mannWhitneyTest(recorderOf(this).hdr, recorderOf(other).hdr);
  },
  cohensD(this: Owner, other: Owner) {
    return loadChunk('histogram').cohensD(recorderOf(this).hdr, recorderOf(other).hdr);
  },
  cliffsD(this: Owner, other: Owner) {
    return loadChunk('histogram').cliffsD(recorderOf(this).hdr, recorderOf(other).hdr);
  },
  ewmaMean(this: Owner) {
    return recorderOf(this).average?.mean ?? 0;
  },
  ewmaStddev(this: Owner) {
    return Math.sqrt(recorderOf(this).average?.variance ?? 0);
  },
  ewmaErrorRate(this: Owner) {
    return recorderOf(this).average?.errorRate ?? 0;
  },
  reset(this: Owner) {
    const recorder = recorderOf(this);
    recorder.hdr.reset();
    recorder.previous = 0;
  },
};

type Owner = Histogram | IntervalHistogram;
const recorders = new WeakMap<Owner, Recorder>();
const recorderOf = (owner: Owner): Recorder => recorders.get(owner)!;

function record(recorder: Recorder, value: number): void {
  recorder.hdr.record(value);
  recorder.average?.record(value);
}

const positive = (value: number | bigint): number => {
  if (value < 1) nativeTypeError('ERR_OUT_OF_RANGE', 'value is out of range');
  return Number(value);
};

export class Histogram {
  constructor(...options: Parameters<typeof newRecorder>) {
    recorders.set(this, newRecorder(...options));
  }
  record(value: number | bigint): void {
    record(recorderOf(this), positive(value));
  }
  recordDelta(): number {
    const recorder = recorderOf(this);
    const now = nanoseconds();
    const delta = recorder.previous > 0 ? now - recorder.previous : 0;
    // Node refuses a delta of zero; timers of a browser are coarse enough to give one.
    if (recorder.previous > 0) record(recorder, Math.max(1, delta));
    recorder.previous = now;
    return delta;
  }
  recordCorrected(value: number | bigint, interval: number | bigint): void {
    recorderOf(this).hdr.recordCorrected(positive(value), positive(interval));
  }
  add(other: Owner): void {
    recorderOf(this).hdr.add(recorderOf(other).hdr);
  }
  subtract(other: Owner): void {
    recorderOf(this).hdr.subtract(recorderOf(other).hdr);
  }

  static of(recorder: Recorder): Histogram {
    const histogram = Object.create(Histogram.prototype) as Histogram;
    recorders.set(histogram, recorder);
    return histogram;
  }
}

/** Samples how late the loop is: the delay of a timer, with what it was meant to wait, as in Node. */
class IntervalHistogram extends HandleWrap {
  readonly #resolution: number;
  #timer: number | undefined;
  #last = 0;

  constructor(resolution: number) {
    super();
    this.#resolution = resolution;
    recorders.set(this, newRecorder(1, 3.6e12));
  }
  start(reset = false): void {
    if (reset) reading.reset.call(this);
    if (this.#timer !== undefined) return;
    this.#last = nanoseconds();
    this.#arm();
  }
  stop(): void {
    if (this.#timer !== undefined) browser.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
  /** One at a time: an interval would fire in bursts after a stall. */
  #arm(): void {
    this.#timer = browser.setTimeout(() => {
      const now = nanoseconds();
      recorderOf(this).hdr.record(Math.max(1, now - this.#last));
      this.#last = now;
      this.#arm();
    }, this.#resolution);
  }
  protected override onClosing(): void {
    this.stop();
  }
}

for (const prototype of [Histogram.prototype, IntervalHistogram.prototype]) {
  for (const [name, value] of Object.entries(reading)) {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

interface HistogramState {
  hdr: HdrState;
}

/** Within a thread a clone is the same histogram; another thread gets what it was. */
const shared = new WeakMap<object, Recorder>();
const stateOf = (owner: Owner): HistogramState => {
  const state: HistogramState = { hdr: recorderOf(owner).hdr.state };
  shared.set(state, recorderOf(owner));
  return state;
};
const revive = (state: HistogramState): Histogram => {
  const known = shared.get(state);
  if (known) return Histogram.of(known);
  const { HdrHistogram } = loadChunk('histogram');
  return Histogram.of({ hdr: HdrHistogram.from(state.hdr), average: undefined, previous: 0 });
};
registerCloneable(Histogram, 'performance:Histogram', stateOf, revive);
registerCloneable(IntervalHistogram, 'performance:Histogram', stateOf, revive);

export const createELDHistogram = (resolution: number): AsyncWrap =>
  new IntervalHistogram(resolution);
