import { Decimal128 } from 'bson';
import { ServerError } from '../errors.ts';
import * as decimal from '../query/decimal.ts';
import {
  absolute,
  add,
  compareNumbers,
  divide,
  isNumeric,
  isZero,
  kindOf,
  multiply,
  remainder,
  round,
  subtract,
  toDecimal,
  toInteger,
  toNumber,
} from '../query/numbers.ts';
import { double, typeName, type Value } from '../query/values.ts';
import { nullish, of, unary, type Operator } from './arguments.ts';

const numberOnly = (name: string, value: Value): void => {
  if (!isNumeric(value)) {
    throw new ServerError(28765, `${name} only supports numeric types, not ${typeName(value)}`);
  }
};

const numeric = (name: string, compute: (value: Value) => Value): Operator =>
  unary(name, (value) => {
    if (nullish(value)) return null;
    numberOnly(name, value);
    return compute(value);
  });

/** Functions of doubles; a decimal is computed as a double with 15 digits and stays a decimal. */
const real = (
  name: string,
  compute: (value: number) => number,
  low = -Infinity,
  high = Infinity,
): Operator =>
  numeric(name, (value) => {
    const number = toNumber(value);
    if (number < low || number > high) {
      throw new ServerError(
        50989,
        `cannot apply ${name} to ${number}, value must be in [${low},${high}]`,
      );
    }
    const result = compute(number);
    return value instanceof Decimal128
      ? decimal.format(decimal.fromDoubleRounded(result))
      : double(result);
  });

function addDate(date: Date, value: Value): Date {
  return new Date(date.getTime() + Math.round(toNumber(value)));
}

const bitwise = (
  name: string,
  start: bigint,
  combine: (a: bigint, b: bigint) => bigint,
): Operator =>
  of(name, 0, Infinity, (values) => {
    let result = start;
    let long = false;
    for (const value of values) {
      if (nullish(value)) return null;
      if (!isNumeric(value) || (kindOf(value) !== 'int' && kindOf(value) !== 'long')) {
        throw new ServerError('TypeMismatch', `${name} only supports int and long operands.`);
      }
      if (kindOf(value) === 'long') long = true;
      result = combine(result, BigInt(value));
    }
    return long ? BigInt.asIntN(64, result) : Number(BigInt.asIntN(32, result));
  });

const rounding = (name: string, mode: decimal.Rounding): Operator =>
  of(name, 1, 2, ([value, place = 0]) => {
    if (nullish(value) || nullish(place)) return null;
    numberOnly(name, value);
    const digits = isNumeric(place) ? toInteger(place) : undefined;
    if (digits === undefined)
      throw new ServerError(51082, `precision argument to ${name} must be a integral value`);
    if (digits < -20 || digits > 100) {
      throw new ServerError(
        51083,
        `cannot apply ${name} with precision value ${digits} value must be in [-20, 100]`,
      );
    }
    return round(value, digits, mode);
  });

export const arithmetic: Record<string, Operator> = {
  $add: of('$add', 0, Infinity, (values) => {
    let sum: Value = 0;
    let date: Date | undefined;
    for (const value of values) {
      if (nullish(value)) return null;
      if (value instanceof Date) {
        if (date) throw new ServerError(16612, 'only one date allowed in an $add expression');
        date = value;
      } else if (isNumeric(value)) sum = add(sum, value);
      else {
        throw new ServerError(
          'TypeMismatch',
          `$add only supports numeric or date types, not ${typeName(value)}`,
        );
      }
    }
    return date ? addDate(date, sum) : sum;
  }),
  $subtract: of('$subtract', 2, 2, ([a, b]) => {
    if (nullish(a) || nullish(b)) return null;
    if (isNumeric(a) && isNumeric(b)) return subtract(a, b);
    if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
    if (a instanceof Date && isNumeric(b)) return addDate(a, subtract(0, b));
    throw new ServerError('TypeMismatch', `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  }),
  $multiply: of('$multiply', 0, Infinity, (values) => {
    let product: Value = 1;
    for (const value of values) {
      if (nullish(value)) return null;
      if (!isNumeric(value)) {
        throw new ServerError(
          'TypeMismatch',
          `$multiply only supports numeric types, not ${typeName(value)}`,
        );
      }
      product = multiply(product, value);
    }
    return product;
  }),
  $divide: of('$divide', 2, 2, ([a, b]) => {
    if (nullish(a) || nullish(b)) return null;
    if (!isNumeric(a) || !isNumeric(b)) {
      throw new ServerError(
        'TypeMismatch',
        `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`,
      );
    }
    if (isZero(b)) throw new ServerError('BadValue', "can't $divide by zero");
    return divide(a, b);
  }),
  $mod: of('$mod', 2, 2, ([a, b]) => {
    if (nullish(a) || nullish(b)) return null;
    if (!isNumeric(a) || !isNumeric(b)) {
      throw new ServerError(
        16611,
        `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`,
      );
    }
    if (isZero(b)) throw new ServerError(16610, "can't $mod by zero");
    return remainder(a, b);
  }),
  $abs: numeric('$abs', absolute),
  $ceil: numeric('$ceil', (value) => round(value, 0, 'ceil')),
  $floor: numeric('$floor', (value) => round(value, 0, 'floor')),
  $round: rounding('$round', 'even'),
  $trunc: rounding('$trunc', 'trunc'),
  $sqrt: numeric('$sqrt', (value) => {
    if (compareNumbers(value, 0) < 0) {
      throw new ServerError(28714, `$sqrt's argument must be greater than or equal to 0`);
    }
    return value instanceof Decimal128
      ? decimal.format(decimal.sqrt(decimal.parse(value)))
      : double(Math.sqrt(toNumber(value)));
  }),
  $pow: of('$pow', 2, 2, ([base, exponent]) => {
    if (nullish(base) || nullish(exponent)) return null;
    if (!isNumeric(base))
      throw new ServerError(28762, `$pow's base must be numeric, not ${typeName(base)}`);
    if (!isNumeric(exponent))
      throw new ServerError(28763, `$pow's exponent must be numeric, not ${typeName(exponent)}`);
    const power = toNumber(exponent);
    if (isZero(base) && power < 0)
      throw new ServerError(28764, '$pow cannot take a base of 0 and a negative exponent');
    const decimals = base instanceof Decimal128 || exponent instanceof Decimal128;
    const integers = !decimals && kindOf(base) !== 'double' && kindOf(exponent) !== 'double';
    if (power >= 0 && Number.isInteger(power) && power < 1000 && (decimals || integers)) {
      if (integers) {
        const result = BigInt(base) ** BigInt(power);
        const long = kindOf(base) === 'long' || kindOf(exponent) === 'long';
        if (!long && BigInt.asIntN(32, result) === result) return Number(result);
        return BigInt.asIntN(64, result) === result ? result : double(toNumber(base) ** power);
      }
      let result: decimal.Decimal = { digits: 1n, exponent: 0 };
      for (let i = 0; i < power; i++) result = decimal.multiply(result, toDecimal(base));
      return decimal.format(result);
    }
    const result = toNumber(base) ** power;
    return decimals ? decimal.format(decimal.fromDoubleRounded(result)) : double(result);
  }),
  $exp: real('$exp', Math.exp),
  $ln: numeric('$ln', (value) => logarithm('$ln', 28766, value, Math.log)),
  $log10: numeric('$log10', (value) => logarithm('$log10', 28761, value, Math.log10)),
  $log: of('$log', 2, 2, ([value, base]) => {
    if (nullish(value) || nullish(base)) return null;
    if (!isNumeric(value))
      throw new ServerError(28756, `$log's argument must be numeric, not ${typeName(value)}`);
    if (!isNumeric(base))
      throw new ServerError(28757, `$log's base must be numeric, not ${typeName(base)}`);
    if (toNumber(value) <= 0)
      throw new ServerError(
        28758,
        `$log's argument must be a positive number, but is ${toNumber(value)}`,
      );
    if (toNumber(base) <= 0 || toNumber(base) === 1)
      throw new ServerError(
        28759,
        `$log's base must be a positive number not equal to 1, but is ${toNumber(base)}`,
      );
    return double(Math.log(toNumber(value)) / Math.log(toNumber(base)));
  }),
  $sin: real('$sin', Math.sin),
  $cos: real('$cos', Math.cos),
  $tan: real('$tan', Math.tan),
  $asin: real('$asin', Math.asin, -1, 1),
  $acos: real('$acos', Math.acos, -1, 1),
  $atan: real('$atan', Math.atan),
  $atan2: of('$atan2', 2, 2, ([y, x]) =>
    nullish(y) || nullish(x) ? null : double(Math.atan2(toNumber(y), toNumber(x))),
  ),
  $sinh: real('$sinh', Math.sinh),
  $cosh: real('$cosh', Math.cosh),
  $tanh: real('$tanh', Math.tanh),
  $asinh: real('$asinh', Math.asinh),
  $acosh: real('$acosh', Math.acosh, 1),
  $atanh: real('$atanh', Math.atanh, -1, 1),
  $degreesToRadians: real('$degreesToRadians', (degrees) => (degrees * Math.PI) / 180),
  $radiansToDegrees: real('$radiansToDegrees', (radians) => (radians * 180) / Math.PI),
  $rand: () => () => double(Math.random()),
  $bitAnd: bitwise('$bitAnd', -1n, (a, b) => a & b),
  $bitOr: bitwise('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bitwise('$bitXor', 0n, (a, b) => a ^ b),
  $bitNot: unary('$bitNot', (value) => {
    if (nullish(value)) return null;
    if (kindOf(value) === 'int') return ~value;
    if (typeof value === 'bigint') return ~value;
    throw new ServerError(
      'TypeMismatch',
      '$bitNot only supports int and long, not: ' + typeName(value) + '.',
    );
  }),
};

function logarithm(
  name: string,
  code: number,
  value: Value,
  compute: (x: number) => number,
): Value {
  const number = toNumber(value);
  if (number <= 0)
    throw new ServerError(code, `${name}'s argument must be a positive number, but is ${number}`);
  const result = compute(number);
  return value instanceof Decimal128
    ? decimal.format(decimal.fromDoubleRounded(result))
    : double(result);
}
