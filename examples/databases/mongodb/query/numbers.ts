import { Decimal128, Double } from 'bson';
import * as decimal from './decimal.ts';
import { double, type Value } from './values.ts';

/** Arithmetic over int32, int64, double and decimal128, with the server's rules for the type of a result. */

export const isNumeric = (value: Value): boolean =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Double ||
  value instanceof Decimal128;

type Kind = 'int' | 'long' | 'double' | 'decimal';

export function kindOf(value: Value): Kind {
  if (typeof value === 'bigint') return 'long';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Double) return 'double';
  return value === (value | 0) && !Object.is(value, -0) ? 'int' : 'double';
}

/** As a JavaScript number, which may lose digits. */
export const toNumber = (value: Value): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : value instanceof Double
        ? value.value
        : decimal.toDouble(decimal.parse(value));

export function toDecimal(value: Value): decimal.Decimal {
  if (value instanceof Decimal128) return decimal.parse(value);
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  return kindOf(value) === 'int'
    ? { digits: BigInt(value), exponent: 0 }
    : decimal.fromDoubleRounded(toNumber(value));
}

const exact = (value: Value): decimal.Decimal =>
  value instanceof Decimal128
    ? decimal.parse(value)
    : typeof value === 'bigint'
      ? { digits: value, exponent: 0 }
      : decimal.fromDouble(toNumber(value));

export function compareNumbers(a: Value, b: Value): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return decimal.compare(exact(a), exact(b));
  }
  const x = a instanceof Double ? a.value : (a as number | bigint);
  const y = b instanceof Double ? b.value : (b as number | bigint);
  if (x < y) return -1;
  if (x > y) return 1;
  // NaN is equal to itself and below every other number.
  const left = Number.isNaN(x);
  const right = Number.isNaN(y);
  return left === right ? 0 : left ? -1 : 1;
}

export const isNaNValue = (value: Value): boolean =>
  isNumeric(value) && Number.isNaN(toNumber(value));

/** Equal numbers of different types give the same key. */
export function numberKey(value: Value): string {
  if (typeof value === 'number') return `n${value === 0 ? 0 : value}`;
  if (value instanceof Double) return `n${value.value}`;
  const near = toNumber(value);
  if (compareNumbers(value, near) === 0) return `n${near === 0 ? 0 : near}`;
  let { digits, exponent } = exact(value);
  while (digits % 10n === 0n && digits !== 0n) {
    digits /= 10n;
    exponent++;
  }
  return `m${digits}e${exponent}`;
}

const rank: Record<Kind, number> = { int: 0, long: 1, double: 2, decimal: 3 };
const wider = (a: Value, b: Value): Kind => {
  const x = kindOf(a);
  const y = kindOf(b);
  return rank[x] >= rank[y] ? x : y;
};

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);
const fitsLong = (value: bigint): boolean => value <= MAX_LONG && value >= MIN_LONG;

/** Whole results: an int32 that grows too large becomes an int64, and that a double. */
function whole(value: bigint, kind: 'int' | 'long'): Value {
  if (kind === 'int' && value === BigInt.asIntN(32, value)) return Number(value);
  return fitsLong(value) ? value : double(Number(value));
}

function calculate(
  a: Value,
  b: Value,
  doubles: (x: number, y: number) => number,
  integers: (x: bigint, y: bigint) => bigint,
  decimals: (x: decimal.Decimal, y: decimal.Decimal) => decimal.Decimal,
): Value {
  const kind = wider(a, b);
  if (kind === 'decimal') return decimal.format(decimals(toDecimal(a), toDecimal(b)));
  if (kind === 'double') return double(doubles(toNumber(a), toNumber(b)));
  if (kind === 'int') {
    const fast = doubles(a, b);
    if (fast === (fast | 0)) return fast === 0 ? 0 : fast;
  }
  return whole(integers(BigInt(a), BigInt(b)), kind);
}

export const add = (a: Value, b: Value): Value =>
  calculate(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    decimal.add,
  );
export const subtract = (a: Value, b: Value): Value =>
  calculate(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
    decimal.subtract,
  );
export const multiply = (a: Value, b: Value): Value =>
  calculate(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    decimal.multiply,
  );

/** Division is of doubles unless there is a decimal. */
export const divide = (a: Value, b: Value): Value =>
  wider(a, b) === 'decimal'
    ? decimal.format(decimal.divide(toDecimal(a), toDecimal(b)))
    : double(toNumber(a) / toNumber(b));

export const remainder = (a: Value, b: Value): Value =>
  calculate(
    a,
    b,
    (x, y) => x % y,
    (x, y) => x % y,
    decimal.remainder,
  );

export const isZero = (value: Value): boolean => compareNumbers(value, 0) === 0;

export const negate = (value: Value): Value => multiply(value, -1);

export function absolute(value: Value): Value {
  return compareNumbers(value, 0) < 0 ? subtract(0, value) : value;
}

/** `$round`, `$trunc`, `$ceil`, `$floor`: whole numbers keep their type. */
export function round(value: Value, place: number, mode: decimal.Rounding): Value {
  const kind = kindOf(value);
  if (kind === 'decimal') return decimal.format(decimal.round(decimal.parse(value), place, mode));
  if (kind === 'double') {
    const number = toNumber(value);
    if (!Number.isFinite(number)) return value;
    if (place === 0 && mode !== 'even') {
      return double(
        mode === 'floor'
          ? Math.floor(number)
          : mode === 'ceil'
            ? Math.ceil(number)
            : Math.trunc(number),
      );
    }
    return double(decimal.toDouble(decimal.round(decimal.fromDouble(number), place, mode)));
  }
  if (place >= 0) return value;
  const result = decimal.round({ digits: BigInt(value), exponent: 0 }, place, mode);
  return whole(result.digits * 10n ** BigInt(-place), kind);
}

/** A whole number that a count, an index or a limit can be; `undefined` where it is none. */
export function toInteger(value: Value): number | undefined {
  if (!isNumeric(value)) return undefined;
  const number = toNumber(value);
  return Number.isInteger(number) ? number : undefined;
}

/** The closest type for a number of JavaScript's that is known to be whole: int32, or int64. */
export const integer = (value: number): Value =>
  value === (value | 0) ? (value === 0 ? 0 : value) : BigInt(value);
