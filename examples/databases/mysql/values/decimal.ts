/**
 * Exact decimal arithmetic on text, as MySQL's DECIMAL does it: `-12.50` has scale 2.
 * https://dev.mysql.com/doc/refman/8.4/en/precision-math.html
 */
export interface Decimal {
  n: bigint;
  scale: number;
}

const pattern = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?/;
/** Division gives four digits more than the dividend has (`div_precision_increment`). */
export const DIVISION_DIGITS = 4;
const MAX_SCALE = 30;

export interface NumericPrefix {
  value: Decimal;
  /** Whether the whole text was a number. */
  whole: boolean;
  exponent: boolean;
}

/** The number that a text begins with; 0 if with none. */
export function prefix(text: string): NumericPrefix {
  const match = pattern.exec(text)!;
  const [all, sign, integer = '', fraction = '', exponent] = match;
  if (!integer && !fraction) return { value: { n: 0n, scale: 0 }, whole: false, exponent: false };
  const whole = !text.slice(all.length).trim();
  let n = BigInt(integer + fraction || '0');
  let scale = fraction.length;
  if (exponent) {
    scale -= Math.max(-400, Math.min(400, Number(exponent)));
    if (scale < 0) {
      n *= 10n ** BigInt(-scale);
      scale = 0;
    }
  }
  return { value: { n: sign === '-' ? -n : n, scale }, whole, exponent: exponent !== undefined };
}

export function toDecimal(value: unknown): Decimal {
  if (typeof value === 'bigint') return { n: value, scale: 0 };
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return { n: BigInt(value), scale: 0 };
    return prefix(String(value)).value;
  }
  return prefix(String(value)).value;
}

export function format({ n, scale }: Decimal): string {
  if (scale <= 0) return String(n);
  const digits = (n < 0n ? -n : n).toString().padStart(scale + 1, '0');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The same value with another scale, rounded half away from zero. */
export function rescale({ n, scale }: Decimal, to: number, truncate = false): Decimal {
  if (scale === to) return { n, scale };
  if (scale < to) return { n: n * 10n ** BigInt(to - scale), scale: to };
  return { n: divide(n, 10n ** BigInt(scale - to), truncate), scale: to };
}

function divide(n: bigint, by: bigint, truncate: boolean): bigint {
  const quotient = n / by;
  if (truncate) return quotient;
  const rest = n % by;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (by < 0n ? -by : by)) return quotient;
  return quotient + (n < 0n !== by < 0n ? -1n : 1n);
}

export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [rescale(a, scale).n, rescale(b, scale).n];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { n: rescale(a, scale).n + rescale(b, scale).n, scale };
}

export const negate = ({ n, scale }: Decimal): Decimal => ({ n: -n, scale });

export function multiply(a: Decimal, b: Decimal): Decimal {
  const product = { n: a.n * b.n, scale: a.scale + b.scale };
  return product.scale > MAX_SCALE ? rescale(product, MAX_SCALE) : product;
}

export function quotient(a: Decimal, b: Decimal, scale: number): Decimal | null {
  if (b.n === 0n) return null;
  return {
    n: divide(a.n * 10n ** BigInt(scale + b.scale), b.n * 10n ** BigInt(a.scale), false),
    scale,
  };
}

export function integerQuotient(a: Decimal, b: Decimal): bigint | null {
  if (b.n === 0n) return null;
  const scale = Math.max(a.scale, b.scale);
  return rescale(a, scale).n / rescale(b, scale).n;
}

export function remainder(a: Decimal, b: Decimal): Decimal | null {
  if (b.n === 0n) return null;
  const scale = Math.max(a.scale, b.scale);
  return { n: rescale(a, scale).n % rescale(b, scale).n, scale };
}

export const round = (a: Decimal, digits: number, truncate = false): Decimal => {
  if (digits >= 0) return a.scale <= digits ? a : rescale(a, digits, truncate);
  const unit = 10n ** BigInt(Math.min(-digits, 100));
  return { n: divide(rescale(a, 0, truncate).n, unit, truncate) * unit, scale: 0 };
};

export function floor(a: Decimal): bigint {
  const whole = rescale(a, 0, true).n;
  return a.n < 0n && rescale({ n: whole, scale: 0 }, a.scale).n !== a.n ? whole - 1n : whole;
}

/** Digits before the point. */
export function integerDigits({ n, scale }: Decimal): number {
  const digits = (n < 0n ? -n : n).toString().length;
  return n === 0n ? 0 : Math.max(0, digits - scale);
}

/** A double as MySQL prints it. */
export function formatDouble(n: number): string {
  if (Number.isInteger(n) && Math.abs(n) < 1e15) return String(n === 0 ? 0 : n);
  return String(n).replace('e+', 'e');
}
