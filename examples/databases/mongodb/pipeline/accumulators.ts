import { Decimal128 } from 'bson';
import { type Collation } from '../query/collation.ts';
import * as decimal from '../query/decimal.ts';
import { isNumeric, kindOf, toNumber } from '../query/numbers.ts';
import {
  compare,
  double,
  isDocument,
  keyOf,
  setField,
  type Document,
  type Value,
} from '../query/values.ts';
import { ServerError } from '../errors.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/group/#accumulator-operator */
export interface Accumulator {
  add: (value: Value) => void;
  result: () => Value;
}

const missing = (value: Value): boolean => value === undefined || value === null;

/** A sum that keeps whole numbers exact and doubles as exact as Kahan's and Neumaier's method does. */
class Sum {
  integers = 0n;
  long = false;
  doubles = 0;
  lost = 0;
  hasDouble = false;
  decimals: decimal.Decimal | undefined;
  count = 0;

  add(value: Value): void {
    if (!isNumeric(value)) return;
    this.count++;
    const kind = kindOf(value);
    if (value instanceof Decimal128) {
      this.decimals = this.decimals
        ? decimal.add(this.decimals, decimal.parse(value))
        : decimal.parse(value);
    } else if (kind === 'double') {
      this.hasDouble = true;
      const x = toNumber(value);
      const sum = this.doubles + x;
      if (Number.isFinite(sum)) {
        this.lost +=
          Math.abs(this.doubles) >= Math.abs(x) ? this.doubles - sum + x : x - sum + this.doubles;
      }
      this.doubles = sum;
    } else {
      if (kind === 'long') this.long = true;
      this.integers += BigInt(value);
    }
  }

  number(): number {
    return Number(this.integers) + this.doubles + (Number.isFinite(this.doubles) ? this.lost : 0);
  }

  decimal(): decimal.Decimal {
    const rest = this.hasDouble
      ? decimal.fromDoubleRounded(this.number())
      : { digits: this.integers, exponent: 0 };
    return rest.digits === 0n && !rest.special ? this.decimals! : decimal.add(this.decimals!, rest);
  }

  total(): Value {
    if (this.decimals) return decimal.format(this.decimal());
    if (this.hasDouble) return double(this.number());
    if (!this.long && BigInt.asIntN(32, this.integers) === this.integers)
      return Number(this.integers);
    return BigInt.asIntN(64, this.integers) === this.integers
      ? this.integers
      : double(Number(this.integers));
  }
}

const extreme =
  (sign: 1 | -1) =>
  (collation?: Collation): Accumulator => {
    let best: Value = null;
    return {
      add: (value) => {
        if (missing(value)) return;
        if (best === null || compare(value, best, collation) * sign > 0) best = value;
      },
      result: () => best,
    };
  };

const deviation = (sample: boolean) => (): Accumulator => {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      const x = toNumber(value);
      count++;
      const delta = x - mean;
      mean += delta / count;
      squares += delta * (x - mean);
    },
    result: () =>
      count < (sample ? 2 : 1) ? null : double(Math.sqrt(squares / (sample ? count - 1 : count))),
  };
};

export const accumulators: Record<string, (collation?: Collation) => Accumulator> = {
  $sum: () => {
    const sum = new Sum();
    return { add: (value) => sum.add(value), result: () => sum.total() };
  },
  $avg: () => {
    const sum = new Sum();
    return {
      add: (value) => sum.add(value),
      result: () => {
        if (sum.count === 0) return null;
        if (!sum.decimals) return double(sum.number() / sum.count);
        return decimal.format(
          decimal.divide(sum.decimal(), { digits: BigInt(sum.count), exponent: 0 }),
        );
      },
    };
  },
  $count: () => {
    let count = 0;
    return { add: () => void count++, result: () => count };
  },
  $min: extreme(-1),
  $max: extreme(1),
  $first: () => {
    let first: Value;
    let seen = false;
    return {
      add: (value) => {
        if (!seen) first = value;
        seen = true;
      },
      result: () => first ?? null,
    };
  },
  $last: () => {
    let last: Value;
    return { add: (value) => void (last = value), result: () => last ?? null };
  },
  $push: () => {
    const list: Value[] = [];
    return {
      add: (value) => {
        if (value !== undefined) list.push(value);
      },
      result: () => list,
    };
  },
  $addToSet: (collation) => {
    const set = new Map<string, Value>();
    return {
      add: (value) => {
        if (value === undefined) return;
        const key = keyOf(value, collation);
        if (!set.has(key)) set.set(key, value);
      },
      result: () => [...set.values()],
    };
  },
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $mergeObjects: () => {
    const merged: Document = {};
    return {
      add: (value) => {
        if (missing(value)) return;
        if (!isDocument(value))
          throw new ServerError(40400, '$mergeObjects requires object inputs');
        for (const key of Object.keys(value)) setField(merged, key, value[key]);
      },
      result: () => merged,
    };
  },
  $concatArrays: () => {
    const list: Value[] = [];
    return {
      add: (value) => void (Array.isArray(value) && list.push(...(value as Value[]))),
      result: () => list,
    };
  },
  $setUnion: (collation) => {
    const set = accumulators.$addToSet!(collation);
    return {
      add: (value) => void (Array.isArray(value) && value.forEach(set.add)),
      result: set.result,
    };
  },
};
