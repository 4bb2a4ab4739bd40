import { Binary, type BSONRegExp, ObjectId } from 'bson';
import { badValue, ServerError } from '../errors.ts';
import { type Collation } from './collation.ts';
import { isNumeric, kindOf, remainder, round, toInteger, toNumber } from './numbers.ts';
import { isRegex, regexOf } from './regex.ts';
import {
  compare,
  equal,
  isDocument,
  typeName,
  typeNumbers,
  typeOrder,
  type Document,
  type Value,
} from './values.ts';

/** What an operator of a filter asks of one value, wherever that comes from. */
export type Test = (value: Value) => boolean;

export const isOperators = (value: Value): value is Document => {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return (
    first !== undefined &&
    first.startsWith('$') &&
    first !== '$ref' &&
    first !== '$id' &&
    first !== '$db'
  );
};

export function equals(operand: Value, collation?: Collation): Test {
  if (operand === null || operand === undefined)
    return (value) => value === null || value === undefined;
  if (typeof operand === 'string' && !collation) return (value) => value === operand;
  return (value) => value !== undefined && equal(value, operand, collation);
}

/** Both a regular expression that is stored and a string that it matches. */
export function matchesRegex(operand: BSONRegExp): Test {
  const regex = regexOf(operand);
  return (value) =>
    typeof value === 'string' ? regex.test(value) : isRegex(value) && equal(value, operand);
}

export function inequality(name: string, operand: Value, collation?: Collation): Test {
  if (isRegex(operand)) throw badValue(`Can't have RegEx as arg to predicate over field.`);
  const inclusive = name === '$gte' || name === '$lte';
  const sign = name === '$gt' || name === '$gte' ? 1 : -1;
  if (operand === null || operand === undefined) {
    return (value) => inclusive && (value === null || value === undefined);
  }
  const order = typeOrder(operand);
  const limit = typeName(operand);
  const nan = isNumeric(operand) && Number.isNaN(toNumber(operand));
  return (value) => {
    if (value === undefined) return false;
    // MinKey and MaxKey are compared with all types, other values with their own.
    if (limit !== 'minKey' && limit !== 'maxKey' && typeOrder(value) !== order) return false;
    if (order === 10 && nan !== Number.isNaN(isNumeric(value) ? toNumber(value) : 0)) return false;
    const result = compare(value, operand, collation);
    return result === 0 ? inclusive : result === sign;
  };
}

export function parseTypes(value: Value): ((value: Value) => boolean) | 'array' {
  const names = (Array.isArray(value) ? value : [value]).map((type) => {
    if (typeof type === 'string') {
      if (type === 'number' || type in typeNumbers) return type;
      throw badValue(`Unknown type name alias: ${type}`);
    }
    const number = isNumeric(type) ? toNumber(type) : NaN;
    const name = Object.keys(typeNumbers).find((known) => typeNumbers[known] === number);
    if (!name) throw badValue(`Invalid numerical type code: ${toNumber(type)}`);
    return name;
  });
  if (names.length === 0)
    throw new ServerError('FailedToParse', '$type must match at least one type');
  return (candidate) => {
    const name = typeName(candidate);
    return names.includes(name) || (isNumeric(candidate) && names.includes('number'));
  };
}

export function member(name: string, operand: Value, collation?: Collation): Test {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  const tests = operand.map((item) => {
    if (isOperators(item)) throw badValue(`cannot nest $ under ${name}`);
    return isRegex(item) ? matchesRegex(item) : equals(item, collation);
  });
  const ids = operand.every((item) => item instanceof ObjectId);
  if (ids && operand.length > 8) {
    const known = new Set(operand.map((item) => item.toHexString()));
    return (value) => value instanceof ObjectId && known.has(value.toHexString());
  }
  return (value) => tests.some((test) => test(value));
}

export function modulo(operand: Value): Test {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  if (!isNumeric(operand[0])) throw badValue('malformed mod, divisor not a number');
  if (!isNumeric(operand[1])) throw badValue('malformed mod, remainder not a number');
  const divisor = round(operand[0], 0, 'trunc');
  const rest = round(operand[1], 0, 'trunc');
  if (compare(divisor, 0) === 0) throw badValue('divisor cannot be 0');
  return (value) => {
    if (!isNumeric(value) || !Number.isFinite(toNumber(value))) return false;
    return compare(remainder(round(value, 0, 'trunc'), divisor), rest) === 0;
  };
}

export function bits(name: string, operand: Value): Test {
  let mask: bigint;
  if (Array.isArray(operand)) {
    mask = operand.reduce((sum: bigint, position: Value) => {
      const bit = toInteger(position);
      if (bit === undefined || bit < 0)
        throw badValue(`Failed to parse bit position. Expected a non-negative integer`);
      return sum | (1n << BigInt(bit));
    }, 0n);
  } else if (operand instanceof Binary) mask = binaryBits(operand);
  else {
    const number = isNumeric(operand) ? toInteger(operand) : undefined;
    if (number === undefined || number < 0) {
      throw badValue(`${name} takes an Array, a number, or a BinData`);
    }
    mask = BigInt(number);
  }
  return (value) => {
    let set: bigint;
    if (value instanceof Binary) set = binaryBits(value);
    else if (isNumeric(value) && Number.isInteger(toNumber(value))) {
      set = kindOf(value) === 'long' ? (value as bigint) : BigInt(toNumber(value));
    } else return false;
    const common = set & mask;
    switch (name) {
      case '$bitsAllSet':
        return common === mask;
      case '$bitsAnySet':
        return common !== 0n;
      case '$bitsAllClear':
        return common === 0n;
      default:
        return common !== mask;
    }
  };
}

const binaryBits = (value: Binary): bigint =>
  [...value.value()].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
