/**
 * A histogram with a fixed number of significant figures over a wide range, as HdrHistogram_c counts,
 * which `perf_hooks` stands on. https://github.com/HdrHistogram/HdrHistogram_c
 */

/** What an empty histogram has as its minimum: the largest 64-bit integer. */
const NO_MINIMUM = 2 ** 63;

const bitLength = (value: number): number =>
  value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 2 ** 32);

export interface HdrOptions {
  lowest: number;
  highest: number;
  figures: number;
}

export class HdrHistogram {
  readonly options: HdrOptions;
  /** Recorded values; those above the range are in `exceeds` only. */
  count = 0;
  exceeds = 0;

  readonly #unit: number;
  readonly #halfBits: number;
  readonly #half: number;
  readonly #maskBits: number;
  readonly #length: number;
  /** As long as the largest value needs. */
  #counts = new Float64Array(64);
  #min = NO_MINIMUM;
  #max = 0;

  constructor(options: HdrOptions) {
    this.options = options;
    const { lowest, highest, figures } = options;
    this.#unit = bitLength(lowest) - 1;
    this.#halfBits = Math.max(Math.ceil(Math.log2(2 * 10 ** figures)), 1) - 1;
    this.#half = 2 ** this.#halfBits;
    this.#maskBits = this.#halfBits + 1 + this.#unit;
    let buckets = 1;
    for (let limit = this.#half * 2 * 2 ** this.#unit; limit <= highest; limit *= 2) buckets++;
    this.#length = (buckets + 1) * this.#half;
  }

  #place(value: number): { shift: number; slot: number; bucket: number } {
    const bucket = Math.max(bitLength(value), this.#maskBits) - this.#maskBits;
    const shift = 2 ** (bucket + this.#unit);
    return { bucket, shift, slot: Math.floor(value / shift) };
  }
  #index(value: number): number {
    const { bucket, slot } = this.#place(value);
    return (bucket + 1) * this.#half + slot - this.#half;
  }
  valueAt(index: number): number {
    const bucket = Math.floor(index / this.#half) - 1;
    const slot = (index % this.#half) + (bucket < 0 ? 0 : this.#half);
    return slot * 2 ** (Math.max(bucket, 0) + this.#unit);
  }
  lowestEquivalent(value: number): number {
    const { shift, slot } = this.#place(value);
    return slot * shift;
  }
  #rangeSize(value: number): number {
    const { bucket, slot } = this.#place(value);
    return 2 ** (this.#unit + bucket + (slot >= this.#half * 2 ? 1 : 0));
  }
  highestEquivalent(value: number): number {
    return this.lowestEquivalent(value) + this.#rangeSize(value) - 1;
  }
  #median(value: number): number {
    return this.lowestEquivalent(value) + Math.floor(this.#rangeSize(value) / 2);
  }

  /** How many values are recorded in the slot; 0 beyond what is stored. */
  countAtIndex(index: number): number {
    return this.#counts[index] ?? 0;
  }
  get indexLimit(): number {
    return this.#length;
  }

  record(value: number, times = 1): boolean {
    const index = this.#index(value);
    if (value < 0 || index >= this.#length) {
      this.exceeds += times;
      return false;
    }
    if (index >= this.#counts.length) {
      const grown = new Float64Array(Math.min(this.#length, Math.max(index + 1, index * 1.5)));
      grown.set(this.#counts);
      this.#counts = grown;
    }
    this.#counts[index]! += times;
    this.count += times;
    if (value !== 0) this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    return true;
  }

  /** Adds the values that a stalled recorder would have taken every `interval`. */
  recordCorrected(value: number, interval: number): void {
    this.record(value);
    if (interval <= 0) return;
    for (let missing = value - interval; missing >= interval; missing -= interval) {
      this.record(missing);
    }
  }

  add(other: HdrHistogram): void {
    for (const [value, times] of other.recorded()) this.record(value, times);
    this.exceeds += other.exceeds;
  }

  /** Counts below zero become zero. */
  subtract(other: HdrHistogram): void {
    for (const [value, times] of other.recorded()) {
      const index = this.#index(value);
      if (index < this.#counts.length) {
        this.#counts[index] = Math.max(0, this.#counts[index]! - times);
      }
    }
    this.exceeds = Math.max(0, this.exceeds - other.exceeds);
    this.count = 0;
    this.#min = NO_MINIMUM;
    this.#max = 0;
    for (const [value, times] of this.recorded()) {
      this.count += times;
      if (value !== 0) this.#min = Math.min(this.#min, value);
      this.#max = Math.max(this.#max, this.highestEquivalent(value));
    }
  }

  reset(): void {
    this.#counts.fill(0);
    this.count = 0;
    this.exceeds = 0;
    this.#min = NO_MINIMUM;
    this.#max = 0;
  }

  /** Lowest value and count of each slot in use, in order. */
  *recorded(): Generator<[value: number, times: number]> {
    for (let index = 0; index < this.#counts.length; index++) {
      const times = this.#counts[index]!;
      if (times > 0) yield [this.valueAt(index), times];
    }
  }

  get min(): number {
    if (this.#counts[0]! > 0) return 0;
    return this.#min === NO_MINIMUM ? NO_MINIMUM : this.lowestEquivalent(this.#min);
  }
  get max(): number {
    return this.#max === 0 ? 0 : this.highestEquivalent(this.#max);
  }

  /** Mean of `(value - origin) ** power` over all values. */
  moment(power: number, origin = 0): number {
    let sum = 0;
    for (const [value, times] of this.recorded()) {
      sum += (this.#median(value) - origin) ** power * times;
    }
    return sum / this.count;
  }
  get mean(): number {
    return this.moment(1);
  }
  get stddev(): number {
    return Math.sqrt(this.moment(2, this.mean));
  }

  /** Lowest value of the slot in which the value of this rank, from 1, lies. */
  valueAtRank(rank: number): number {
    let seen = 0;
    for (const [value, times] of this.recorded()) {
      seen += times;
      if (seen >= rank) return value;
    }
    return 0;
  }
  percentile(percentile: number): number {
    const rank = Math.floor((Math.min(percentile, 100) / 100) * this.count + 0.5);
    return this.highestEquivalent(this.valueAtRank(Math.max(rank, 1)));
  }

  /** Pairs that come closer to 100 by half of the way each time. */
  *percentiles(): Generator<[percentile: number, value: number]> {
    let level = 0;
    let seen = 0;
    let last = 0;
    for (const [value, times] of this.recorded()) {
      seen += times;
      last = value;
      const reached = (100 * seen) / this.count;
      while (level <= reached) {
        yield [level, value];
        if (seen >= this.count) break;
        const halvings = Math.trunc(Math.log(100 / (100 - level)) / Math.log(2)) + 1;
        level += 100 / 2 ** halvings;
      }
    }
    yield [100, last];
  }

  /** Counts between levels; the key is the lower end of the slot that holds the upper level. */
  *buckets(first: number, next: (level: number) => number): Generator<[number, number]> {
    let level = first;
    let lower = this.lowestEquivalent(level);
    let index = -1;
    let seen = 0;
    while (seen < this.count || (index + 1 < this.#length && this.valueAt(index + 1) > lower)) {
      let added = 0;
      while ((index < 0 ? 0 : this.valueAt(index)) < lower) {
        if (index + 1 >= this.#length) {
          // The range ends within the step.
          yield [this.valueAt(index), added];
          return;
        }
        index++;
        seen += this.countAtIndex(index);
        added += this.countAtIndex(index);
      }
      yield [lower, added];
      level = next(level);
      lower = this.lowestEquivalent(level);
    }
  }

  /** Share of the values that are at most this one. */
  cdf(value: number): number {
    if (this.count === 0) return 0;
    const end = this.#index(value);
    let seen = 0;
    for (let index = 0; index <= end && index < this.#counts.length; index++) {
      seen += this.#counts[index]!;
    }
    return seen / this.count;
  }
  countOf(value: number): number {
    return this.countAtIndex(this.#index(value));
  }

  /** Everything that another thread needs to make the same histogram. */
  get state(): HdrState {
    return {
      options: this.options,
      exceeds: this.exceeds,
      min: this.#min,
      max: this.#max,
      recorded: [...this.recorded()],
    };
  }
  static from(state: HdrState): HdrHistogram {
    const histogram = new HdrHistogram(state.options);
    for (const [value, times] of state.recorded) histogram.record(value, times);
    histogram.exceeds = state.exceeds;
    histogram.#min = state.min;
    histogram.#max = state.max;
    return histogram;
  }
}

export interface HdrState {
  options: HdrOptions;
  exceeds: number;
  min: number;
  max: number;
  recorded: [value: number, times: number][];
}
