/** https://dev.mysql.com/doc/refman/8.4/en/numeric-functions.html */
import { MysqlError } from '../errors.ts';
import type { AggregateFunction } from '../engine/sqlite.ts';
import type { Value } from '../values/convert.ts';
import { formatFloat, textOf } from '../values/convert.ts';
import * as dec from '../values/decimal.ts';
import { decimal, double, int, text, type Type } from '../values/types.ts';
import { cutNumber, running, type FunctionTable } from './define.ts';

const d = (value: Value | undefined) => dec.toDecimal(value);
const finite = (n: number): Value =>
  Number.isFinite(n) ? n : Number.isNaN(n) ? null : outOfRange('DOUBLE');
const outOfRange = (what: string, where = ''): never => {
  throw new MysqlError('ER_DATA_OUT_OF_RANGE', what, where);
};
const math = (f: (n: number) => number) => ({
  takes: 'd',
  gives: double,
  call: (n: Value | undefined) => finite(f(Number(n))),
});
const integer = (n: bigint): Value => (Number.isSafeInteger(Number(n)) ? Number(n) : n);
const exactOr = (types: Type[], exact: Type): Type =>
  types[0]!.kind === 'double' || types[0]!.kind === 'float' || types[0]!.kind === 'string'
    ? double
    : exact;

/** Division by 0 gives NULL with a warning, and stops a write in strict mode. */
function byZero(): null {
  if (running.current.strictWrite) throw new MysqlError('ER_DIVISION_BY_ZERO');
  running.current.warn('Division by 0', 1365);
  return null;
}

const put = (value: dec.Decimal | null): Value => (value ? dec.format(value) : byZero());

export const numberFunctions: FunctionTable = {
  ABS: {
    takes: 'a',
    gives: (t) => exactOr(t, t[0]!),
    call: (n) =>
      typeof n === 'string'
        ? n.replace('-', '')
        : typeof n === 'bigint'
          ? n < 0n
            ? -n
            : n
          : Math.abs(Number(n)),
  },
  SIGN: { takes: 'd', gives: int(), call: (n) => Math.sign(Number(n)) },
  SQRT: math((n) => (n < 0 ? NaN : Math.sqrt(n))),
  EXP: math(Math.exp),
  LN: math((n) => (n <= 0 ? NaN : Math.log(n))),
  LOG2: math((n) => (n <= 0 ? NaN : Math.log2(n))),
  LOG10: math((n) => (n <= 0 ? NaN : Math.log10(n))),
  LOG: {
    takes: 'dd',
    least: 1,
    gives: double,
    call: (a, b) => {
      const n = b === undefined ? Math.log(Number(a)) : Math.log(Number(b)) / Math.log(Number(a));
      return Number.isFinite(n) ? n : null;
    },
  },
  SIN: math(Math.sin),
  COS: math(Math.cos),
  TAN: math(Math.tan),
  COT: math((n) => 1 / Math.tan(n)),
  ASIN: math(Math.asin),
  ACOS: math(Math.acos),
  ATAN: {
    takes: 'dd',
    least: 1,
    gives: double,
    call: (a, b) => (b === undefined ? Math.atan(Number(a)) : Math.atan2(Number(a), Number(b))),
  },
  RADIANS: math((n) => (n * Math.PI) / 180),
  DEGREES: math((n) => (n * 180) / Math.PI),
  PI: { takes: '', gives: double, call: () => Math.PI },
  POW: { takes: 'dd', gives: double, call: (a, b) => finite(Number(a) ** Number(b)) },
  RAND: {
    takes: 'i',
    least: 0,
    gives: double,
    impure: true,
    call: (seed) => {
      if (seed !== undefined) throw new MysqlError('ER_NOT_SUPPORTED_YET', 'RAND with a seed');
      return Math.random();
    },
  },
  CONV: {
    takes: 'sii',
    gives: text,
    call: (s, from, to) => {
      const n = parse(textOf(s!), Math.abs(Number(from)));
      return n === null
        ? null
        : BigInt.asUintN(64, n)
            .toString(Math.abs(Number(to)))
            .toUpperCase();
    },
  },
  BIN: {
    takes: 'i',
    gives: text,
    call: (n) => BigInt.asUintN(64, BigInt(n as number)).toString(2),
  },
  OCT: {
    takes: 'i',
    gives: text,
    call: (n) => BigInt.asUintN(64, BigInt(n as number)).toString(8),
  },
  BIT_COUNT: {
    takes: 'i',
    gives: int(),
    call: (n) =>
      BigInt.asUintN(64, BigInt(n as number))
        .toString(2)
        .replace(/0/g, '').length,
  },
  INTERVAL: {
    takes: 'nn',
    many: true,
    nulls: true,
    gives: int(),
    call: (n, ...list) =>
      n === null
        ? -1
        : list.filter((each) => each !== null && dec.compare(d(each), d(n)) <= 0).length,
  },
  // Exact arithmetic, on decimals as text.
  '~ADD': { takes: 'nn', gives: decimal(65, 0), call: (a, b) => dec.format(dec.add(d(a), d(b))) },
  '~SUBTRACT': {
    takes: 'nn',
    gives: decimal(65, 0),
    call: (a, b) => dec.format(dec.add(d(a), dec.negate(d(b)))),
  },
  '~MULTIPLY': {
    takes: 'nn',
    gives: decimal(65, 0),
    call: (a, b) => dec.format(dec.multiply(d(a), d(b))),
  },
  '~DIVIDE': {
    takes: 'nni',
    gives: decimal(65, 0),
    call: (a, b, scale) => put(dec.quotient(d(a), d(b), Number(scale))),
  },
  '~MOD': { takes: 'nn', gives: decimal(65, 0), call: (a, b) => put(dec.remainder(d(a), d(b))) },
  '~DIV': {
    takes: 'nn',
    gives: int(),
    call: (a, b) => {
      const n = dec.integerQuotient(d(a), d(b));
      if (n === null) return byZero();
      return n >= 2n ** 63n || n < -(2n ** 63n) ? outOfRange('BIGINT') : integer(n);
    },
  },
  '~NEGATE': { takes: 'n', gives: decimal(65, 0), call: (a) => dec.format(dec.negate(d(a))) },
  '~RESCALE': {
    takes: 'ni',
    gives: decimal(65, 0),
    call: (a, scale) => dec.format(dec.rescale(d(a), Number(scale))),
  },
  '~ROUND': {
    takes: 'nii',
    gives: decimal(65, 0),
    call: (a, digits, truncate) => dec.format(dec.round(d(a), Number(digits), !!truncate)),
  },
  '~FLOOR': { takes: 'n', gives: int(), call: (a) => integer(dec.floor(d(a))) },
  '~CEIL': { takes: 'n', gives: int(), call: (a) => integer(-dec.floor(dec.negate(d(a)))) },
  '~CAST_DECIMAL': {
    takes: 'nii',
    gives: decimal(65, 0),
    call: (a, precision, scale) => {
      const n = dec.rescale(d(a), Number(scale));
      const max = 10n ** BigInt(Number(precision)) - 1n;
      if (n.n <= max && n.n >= -max) return dec.format(n);
      running.current.warn('Out of range value', 1264);
      return dec.format({ n: n.n < 0n ? -max : max, scale: Number(scale) });
    },
  },
  '~CAST_INT': { takes: 'ai', gives: int(), call: (a, unsigned) => castInt(a!, !!unsigned) },
  '~NUMBER': {
    takes: 'a',
    gives: double,
    call: (a) => (typeof a === 'string' || a instanceof Uint8Array ? number(textOf(a)) : a!),
  },
  '~DECIMAL': { takes: 'a', gives: decimal(65, 0), call: (a) => dec.format(d(a)) },
  '~CHECKED': {
    takes: 'aass',
    gives: int(),
    call: (a, b, op, where) =>
      checked(BigInt(a as number), BigInt(b as number), textOf(op!), textOf(where!)),
  },
  '~CHECKED_BIG': {
    takes: 'nnss',
    gives: decimal(20, 0),
    call: (a, b, op, where) => checkedBig(d(a).n, d(b).n, textOf(op!), textOf(where!)),
  },
  '~DOUBLE_TEXT': {
    takes: 'ai',
    gives: text,
    call: (n, single) => (single ? formatFloat(Number(n)) : dec.formatDouble(Number(n))),
  },
  '~DOUBLE_DIVIDE': {
    takes: 'dd',
    gives: double,
    call: (a, b) => (Number(b) === 0 ? byZero() : Number(a) / Number(b)),
  },
  '~DOUBLE_MOD': {
    takes: 'dd',
    gives: double,
    call: (a, b) => (Number(b) === 0 ? byZero() : Number(a) % Number(b)),
  },
  '~DOUBLE_ROUND': {
    takes: 'dii',
    gives: double,
    call: (a, digits, truncate) => roundDouble(Number(a), Number(digits), !!truncate),
  },
  '~BITS': {
    takes: 'iis',
    gives: int(8, true),
    call: (a, b, op) => bits(BigInt(a as number), BigInt(b as number), textOf(op!)),
  },
};

function roundDouble(n: number, digits: number, truncate: boolean): number {
  const unit = 10 ** Math.abs(digits);
  const scaled = digits >= 0 ? n * unit : n / unit;
  if (!Number.isFinite(scaled)) return n;
  // A double rounds half to even, as the C library does it.
  let whole = truncate ? Math.trunc(scaled) : Math.round(scaled);
  if (!truncate && Math.abs(scaled % 1) === 0.5) whole = 2 * Math.round(scaled / 2);
  return digits >= 0 ? whole / unit : whole * unit;
}

function parse(s: string, base: number): bigint | null {
  if (base < 2 || base > 36) return null;
  let n = 0n;
  for (const c of s.trim().toLowerCase()) {
    const digit = Number.parseInt(c, 36);
    if (Number.isNaN(digit) || digit >= base) break;
    n = n * BigInt(base) + BigInt(digit);
  }
  return n;
}

function number(text: string): number {
  const n = Number.parseFloat(text);
  if (Number.isNaN(n) || !dec.prefix(text).whole) cutNumber(text);
  return Number.isNaN(n) ? 0 : n;
}

function castInt(value: Value, unsigned: boolean): Value {
  let n: bigint;
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const s = textOf(value);
    const found = dec.prefix(s);
    if (!found.whole) running.current.warn(`Truncated incorrect INTEGER value: '${s}'`, 1292);
    // Text is cut off, numbers are rounded.
    n = dec.rescale(found.value, 0, true).n;
  } else n = dec.rescale(dec.toDecimal(value), 0).n;
  if (unsigned) {
    const wrapped = BigInt.asUintN(64, n);
    // Above 2^63 - 1 SQLite has no integers; the compiler knows the result as text.
    return wrapped >= 2n ** 63n ? String(wrapped) : integer(wrapped);
  }
  return integer(BigInt.asIntN(64, n));
}

function checked(a: bigint, b: bigint, op: string, where: string): Value {
  const n = op === '+' ? a + b : op === '-' ? a - b : a * b;
  if (n < 0n) outOfRange('BIGINT UNSIGNED', where);
  if (n >= 2n ** 63n) outOfRange('BIGINT', where);
  return integer(n);
}

function checkedBig(a: bigint, b: bigint, op: string, where: string): Value {
  if (op === '%') return b === 0n ? byZero() : String(a % b);
  const n = op === '+' ? a + b : op === '-' ? a - b : a * b;
  if (n < 0n || n >= 2n ** 64n) outOfRange('BIGINT UNSIGNED', where);
  return String(n);
}

function bits(a: bigint, b: bigint, op: string): Value {
  const [x, y] = [BigInt.asUintN(64, a), BigInt.asUintN(64, b)];
  const n =
    op === '&'
      ? x & y
      : op === '|'
        ? x | y
        : op === '^'
          ? x ^ y
          : op === '<<'
            ? y > 63n
              ? 0n
              : x << y
            : op === '>>'
              ? y > 63n
                ? 0n
                : x >> y
              : ~x;
  const result = BigInt.asUintN(64, n);
  return result >= 2n ** 63n ? String(result) : integer(result);
}

/** Sums on decimals as text: exact, and reversible for moving windows. */
interface Sum {
  total: dec.Decimal;
  count: bigint;
}
const sum = (result: (state: Sum) => Value): AggregateFunction<Sum> => ({
  start: () => ({ total: { n: 0n, scale: 0 }, count: 0n }),
  step(state, value) {
    if (value === null || value === undefined) return;
    state.total = dec.add(state.total, d(value));
    state.count++;
  },
  inverse(state, value) {
    if (value === null || value === undefined) return;
    state.total = dec.add(state.total, dec.negate(d(value)));
    state.count--;
  },
  result,
});

interface Spread {
  n: number;
  mean: number;
  squares: number;
}
const spread = (result: (s: Spread) => number | null): AggregateFunction<Spread> => ({
  start: () => ({ n: 0, mean: 0, squares: 0 }),
  step(state, value) {
    if (value === null || value === undefined) return;
    const delta = Number(value) - state.mean;
    state.n++;
    state.mean += delta / state.n;
    state.squares += delta * (Number(value) - state.mean);
  },
  result,
});

const bitwise = (
  start: bigint,
  f: (a: bigint, b: bigint) => bigint,
): AggregateFunction<{ n: bigint }> => ({
  start: () => ({ n: start }),
  step(state, value) {
    if (value !== null && value !== undefined)
      state.n = f(state.n, BigInt.asUintN(64, BigInt(value as number)));
  },
  result: ({ n }) => String(n),
});

export const numberAggregates = {
  my_sum: sum(({ total, count }) => (count ? dec.format(total) : null)),
  my_avg: {
    ...sum(({ total, count }) =>
      count
        ? dec.format(
            dec.quotient(total, { n: count, scale: 0 }, 9 * Math.ceil(total.scale / 9) + 9)!,
          )
        : null,
    ),
  },
  my_var_pop: spread(({ n, squares }) => (n ? squares / n : null)),
  my_var_samp: spread(({ n, squares }) => (n > 1 ? squares / (n - 1) : null)),
  my_std_pop: spread(({ n, squares }) => (n ? Math.sqrt(squares / n) : null)),
  my_std_samp: spread(({ n, squares }) => (n > 1 ? Math.sqrt(squares / (n - 1)) : null)),
  my_bit_and: bitwise(2n ** 64n - 1n, (a, b) => a & b),
  my_bit_or: bitwise(0n, (a, b) => a | b),
  my_bit_xor: bitwise(0n, (a, b) => a ^ b),
};
