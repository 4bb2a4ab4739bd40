import { Binary, Decimal128, ObjectId, Timestamp, UUID } from 'bson';
import { ServerError } from '../errors.ts';
import * as decimal from '../query/decimal.ts';
import { isNumeric, isZero, kindOf, round, toDecimal, toNumber } from '../query/numbers.ts';
import { double, isDocument, typeName, typeNumbers, type Value } from '../query/values.ts';
import { nullish, parseFields, unary, type Operator } from './arguments.ts';
import { parseDate } from './date-format.ts';
import { toText } from './text.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/convert/ */

const fail = (message: string): ServerError =>
  new ServerError('ConversionFailure', `${message} in $convert with no onError value`);

const unsupported = (value: Value, to: string): ServerError =>
  fail(`Unsupported conversion from ${typeName(value)} to ${to}`);

function toWhole(value: Value, to: 'int' | 'long', bits: number): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date && to === 'long') return BigInt(value.getTime());
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) {
      throw fail(`Failed to parse number '${value}'`);
    }
    const result = BigInt(value);
    if (BigInt.asIntN(bits, result) !== result) throw fail(`Failed to parse number '${value}'`);
    return result;
  }
  if (!isNumeric(value)) throw unsupported(value, to);
  if (!Number.isFinite(toNumber(value))) {
    throw fail(
      `Attempt to convert ${Number.isNaN(toNumber(value)) ? 'NaN' : 'infinity'} value to integer`,
    );
  }
  const whole = round(value, 0, 'trunc');
  const result =
    typeof whole === 'bigint'
      ? whole
      : whole instanceof Decimal128
        ? ((d) => d.digits * 10n ** BigInt(Math.max(0, d.exponent)))(
            decimal.round(decimal.parse(whole), 0, 'trunc'),
          )
        : BigInt(toNumber(whole));
  if (BigInt.asIntN(bits, result) !== result) {
    throw fail('Conversion would overflow target type');
  }
  return result;
}

const toBool = (value: Value): boolean =>
  typeof value === 'boolean' ? value : isNumeric(value) ? !isZero(value) : true;

function toDouble(value: Value): Value {
  if (typeof value === 'boolean') return double(value ? 1 : 0);
  if (value instanceof Date) return double(value.getTime());
  if (typeof value === 'string') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]?(inf|infinity|nan)$/i.test(value)) {
      throw fail(`Failed to parse number '${value}'`);
    }
    return double(
      /nan/i.test(value)
        ? NaN
        : /inf/i.test(value)
          ? value.startsWith('-')
            ? -Infinity
            : Infinity
          : Number(value),
    );
  }
  if (!isNumeric(value)) throw unsupported(value, 'double');
  return double(toNumber(value));
}

function toDecimalValue(value: Value): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (typeof value === 'string') {
    try {
      return Decimal128.fromString(value);
    } catch {
      throw fail(`Failed to parse number '${value}'`);
    }
  }
  if (!isNumeric(value)) throw unsupported(value, 'decimal');
  return decimal.format(toDecimal(value));
}

function toDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (typeof value === 'string') {
    try {
      return parseDate(value);
    } catch (error) {
      throw fail((error as Error).message);
    }
  }
  if (isNumeric(value) && kindOf(value) !== 'int') return new Date(Math.trunc(toNumber(value)));
  throw unsupported(value, 'date');
}

function toObjectId(value: Value): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === 'string') {
    if (/^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
    throw fail(
      value.length === 24
        ? `Failed to parse objectId '${value}': Invalid character found in hex string`
        : `Failed to parse objectId '${value}': Invalid string length for parsing to OID, expected 24 but found ${value.length}`,
    );
  }
  throw unsupported(value, 'objectId');
}

function toUuid(value: Value): Value {
  if (value instanceof Binary) return value;
  if (typeof value === 'string' && UUID.isValid(value)) return new UUID(value).toBinary();
  throw fail(`Failed to parse BinData '${value}'`);
}

export function convert(value: Value, to: string): Value {
  switch (to) {
    case 'int':
      return Number(toWhole(value, 'int', 32));
    case 'long':
      return toWhole(value, 'long', 64);
    case 'double':
      return toDouble(value);
    case 'decimal':
      return toDecimalValue(value);
    case 'bool':
      return toBool(value);
    case 'string':
      try {
        return toText(value);
      } catch {
        throw unsupported(value, 'string');
      }
    case 'date':
      return toDate(value);
    case 'objectId':
      return toObjectId(value);
    case 'binData':
      return toUuid(value);
    default:
      throw unsupported(value, to);
  }
}

const conversion = (name: string, to: string): Operator =>
  unary(name, (value) => (nullish(value) ? null : convert(value, to)));

export const conversions: Record<string, Operator> = {
  $toInt: conversion('$toInt', 'int'),
  $toLong: conversion('$toLong', 'long'),
  $toDouble: conversion('$toDouble', 'double'),
  $toDecimal: conversion('$toDecimal', 'decimal'),
  $toBool: conversion('$toBool', 'bool'),
  $toString: conversion('$toString', 'string'),
  $toDate: conversion('$toDate', 'date'),
  $toObjectId: conversion('$toObjectId', 'objectId'),
  $toUUID: conversion('$toUUID', 'binData'),
  $type: unary('$type', (value) => typeName(value)),
  $isNumber: unary('$isNumber', (value) => isNumeric(value)),
  $convert: (operand, { compile }) => {
    const { input, to, onError, onNull } = parseFields(
      '$convert',
      ['input', 'to'],
      ['onError', 'onNull'],
      operand,
    );
    if (isDocument(to) && ('type' in to || 'subtype' in to)) {
      throw new ServerError(
        'NotImplemented',
        '$convert here takes a type by name or number, without a subtype',
      );
    }
    const [from, target] = [compile(input), compile(to)];
    const otherwise = onError === undefined ? undefined : compile(onError);
    const empty = onNull === undefined ? undefined : compile(onNull);
    return (scope) => {
      const value = from(scope);
      const type = target(scope);
      if (nullish(type)) return null;
      const name = isNumeric(type)
        ? Object.keys(typeNumbers).find((key) => typeNumbers[key] === toNumber(type))
        : type;
      if (typeof name !== 'string' || !(name in typeNumbers))
        throw new ServerError('BadValue', `Unknown type name: ${String(type)}`);
      if (nullish(value)) return empty ? empty(scope) : null;
      try {
        return convert(value, name);
      } catch (error) {
        if (otherwise && error instanceof ServerError && error.code === 241)
          return otherwise(scope);
        throw error;
      }
    };
  },
};
