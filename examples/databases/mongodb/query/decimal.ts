import { Decimal128 } from 'bson';

/**
 * IEEE 754-2008 decimal128: 34 digits, round half to even. The value is `digits * 10 ** exponent`; what is
 * not a number has `special`.
 */
export interface Decimal {
  digits: bigint;
  exponent: number;
  special?: 'NaN' | 'Infinity' | '-Infinity';
  /** Minus zero, which a bigint cannot hold. */
  negativeZero?: boolean;
}

const PRECISION = 34;
const MIN_EXPONENT = -6176;
const MAX_EXPONENT = 6111;
const power = (n: number): bigint => 10n ** BigInt(n);
const abs = (n: bigint): bigint => (n < 0n ? -n : n);

const cache = new WeakMap<Decimal128, Decimal>();

export function parse(value: Decimal128): Decimal {
  let known = cache.get(value);
  if (!known) cache.set(value, (known = parseText(value.toString())));
  return known;
}

export function parseText(text: string): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) {
    const special = /^-?inf/i.test(text)
      ? text.startsWith('-')
        ? '-Infinity'
        : 'Infinity'
      : 'NaN';
    return { digits: 0n, exponent: 0, special };
  }
  const [, minus, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction || '0');
  return {
    digits: minus === '-' ? -digits : digits,
    exponent: Number(exponent) - fraction.length,
    negativeZero: minus === '-' && digits === 0n,
  };
}

/** Divides with the remainder rounded half to even. */
function divideEven(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const rest = abs(a % b) * 2n;
  const unit = abs(b);
  if (rest > unit || (rest === unit && quotient % 2n !== 0n)) {
    return quotient + (a < 0n !== b < 0n ? -1n : 1n);
  }
  return quotient;
}

function rounded({ digits, exponent, ...rest }: Decimal): Decimal {
  let excess = abs(digits).toString().length - PRECISION;
  if (exponent < MIN_EXPONENT) excess = Math.max(excess, MIN_EXPONENT - exponent);
  if (excess > 0) {
    digits = divideEven(digits, power(excess));
    exponent += excess;
    if (abs(digits) === power(PRECISION)) {
      digits /= 10n;
      exponent++;
    }
  }
  return { digits, exponent, ...rest };
}

export function format(value: Decimal): Decimal128 {
  if (value.special) return Decimal128.fromString(value.special);
  const { digits, exponent, negativeZero } = rounded(value);
  if (digits === 0n) {
    const zero = Math.max(MIN_EXPONENT, Math.min(MAX_EXPONENT, exponent));
    return Decimal128.fromString(`${negativeZero ? '-' : ''}0E${zero >= 0 ? '+' : ''}${zero}`);
  }
  if (exponent + abs(digits).toString().length - 1 > 6144) {
    return Decimal128.fromString(digits < 0n ? '-Infinity' : 'Infinity');
  }
  // A large exponent is brought into range by zeros behind the digits.
  const shift = Math.max(0, exponent - MAX_EXPONENT);
  return Decimal128.fromString(`${digits * power(shift)}E${exponent - shift}`);
}

/** The exact value of a double, of which every one is a decimal fraction. */
export function fromDouble(value: number): Decimal {
  if (!Number.isFinite(value)) return { digits: 0n, exponent: 0, special: `${value}` as 'NaN' };
  if (Number.isInteger(value)) return { digits: BigInt(value), exponent: 0 };
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return { digits: BigInt(mantissa) * 5n ** BigInt(exponent), exponent: -exponent };
}

/** How the server converts a double: 15 digits. */
export const fromDoubleRounded = (value: number): Decimal =>
  Number.isFinite(value) ? parseText(value.toPrecision(15)) : fromDouble(value);

const nan: Decimal = { digits: 0n, exponent: 0, special: 'NaN' };
const infinity = (minus: boolean): Decimal => ({
  digits: 0n,
  exponent: 0,
  special: minus ? '-Infinity' : 'Infinity',
});
const negative = (value: Decimal): boolean => value.digits < 0n || value.special === '-Infinity';

export const negate = (value: Decimal): Decimal =>
  value.special
    ? value.special === 'NaN'
      ? value
      : infinity(value.special === 'Infinity')
    : { digits: -value.digits, exponent: value.exponent };

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.digits * power(a.exponent - exponent),
    b.digits * power(b.exponent - exponent),
    exponent,
  ];
}

export function add(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special) {
    if (a.special === 'NaN' || b.special === 'NaN') return nan;
    if (a.special && b.special && a.special !== b.special) return nan;
    return a.special ? a : b;
  }
  const [x, y, exponent] = align(a, b);
  return rounded({ digits: x + y, exponent });
}

export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, negate(b));

export function multiply(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special) {
    if (a.special === 'NaN' || b.special === 'NaN') return nan;
    if ((!a.special && a.digits === 0n) || (!b.special && b.digits === 0n)) return nan;
    return infinity(negative(a) !== negative(b));
  }
  return rounded({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });
}

export function divide(a: Decimal, b: Decimal): Decimal {
  if (a.special === 'NaN' || b.special === 'NaN' || (a.special && b.special)) return nan;
  if (a.special) return infinity(negative(a) !== negative(b));
  if (b.special) return { digits: 0n, exponent: MIN_EXPONENT };
  if (b.digits === 0n) return a.digits === 0n ? nan : infinity(negative(a));
  // Enough digits that the quotient has more than 34, then those zeros that exact division leaves go.
  const shift = Math.max(
    0,
    PRECISION + 2 + abs(b.digits).toString().length - abs(a.digits).toString().length,
  );
  const scaled = a.digits * power(shift);
  let digits = scaled / b.digits;
  let exponent = a.exponent - b.exponent - shift;
  if (scaled % b.digits !== 0n) {
    // A sticky digit, so that rounding sees that something follows.
    digits = digits * 10n + (a.digits < 0n !== b.digits < 0n ? -1n : 1n);
    exponent--;
  } else {
    const preferred = a.exponent - b.exponent;
    while (exponent < preferred && digits % 10n === 0n) {
      digits /= 10n;
      exponent++;
    }
  }
  return rounded({ digits, exponent });
}

export function remainder(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special === 'NaN' || (!b.special && b.digits === 0n)) return nan;
  if (b.special) return a;
  const [x, y, exponent] = align(a, b);
  return rounded({ digits: x % y, exponent });
}

export function compare(a: Decimal, b: Decimal): number {
  if (a.special || b.special) {
    // NaN stands below all other numbers.
    const rank = (value: Decimal): number =>
      value.special === 'NaN'
        ? -2
        : value.special === '-Infinity'
          ? -1
          : value.special === 'Infinity'
            ? 1
            : 0;
    return Math.sign(rank(a) - rank(b));
  }
  const signs = Number(a.digits > 0n) - Number(a.digits < 0n);
  const others = Number(b.digits > 0n) - Number(b.digits < 0n);
  if (signs !== others || signs === 0) return Math.sign(signs - others);
  // Numbers of very different size are not brought to one exponent.
  const size = abs(a.digits).toString().length + a.exponent;
  const other = abs(b.digits).toString().length + b.exponent;
  if (size !== other) return size > other ? signs : -signs;
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export type Rounding = 'even' | 'floor' | 'ceil' | 'trunc';

/** Rounds to `place` digits behind the point; before it if negative. */
export function round(value: Decimal, place: number, mode: Rounding): Decimal {
  if (value.special || value.exponent >= -place) return value;
  const unit = power(-place - value.exponent);
  let digits = value.digits / unit;
  if (mode === 'even') digits = divideEven(value.digits, unit);
  else if (value.digits % unit !== 0n) {
    if (mode === 'floor' && value.digits < 0n) digits -= 1n;
    if (mode === 'ceil' && value.digits > 0n) digits += 1n;
  }
  return { digits, exponent: -place };
}

export const toDouble = (value: Decimal): number =>
  value.special
    ? Number(value.special)
    : Number(`${value.negativeZero ? '-0' : value.digits}e${value.exponent}`);

export function sqrt(value: Decimal): Decimal {
  if (value.special || value.digits <= 0n) return value.digits < 0n ? nan : value;
  let { digits, exponent } = value;
  const shift = 2 * PRECISION + (exponent % 2 === 0 ? 0 : 1);
  digits *= power(shift);
  exponent -= shift;
  let root = BigInt(Math.floor(Math.sqrt(Number(digits))));
  for (let last = -1n; root !== last;) {
    const next = (root + digits / root) / 2n;
    if (next === last) break;
    last = root;
    root = next;
  }
  const found = rounded({ digits: root, exponent: exponent / 2 });
  while (found.digits % 10n === 0n && found.exponent < 0) {
    found.digits /= 10n;
    found.exponent++;
  }
  return found;
}
