import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  type DBRef,
  Decimal128,
  deserialize,
  Double,
  type Int32,
  type Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { type Collation } from './collation.ts';
import { compareNumbers, isNumeric, numberKey } from './numbers.ts';

/**
 * A BSON value, with its type kept: `number` is an int32 where it is a whole number that fits, and a
 * double otherwise; a double such as 2.0 is a `Double`; `bigint` is an int64; `undefined` is a field that
 * is not there. The rest are the classes of `bson`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- every use asks for the type at run time, as the server does
export type Value = any;
export type Document = Record<string, Value>;

const fitsInt32 = (value: number): boolean => value === (value | 0) && !Object.is(value, -0);

/** A double, boxed only where a plain number would be written as an int32. */
export const double = (value: number): Value => (fitsInt32(value) ? new Double(value) : value);

export const isDocument = (value: Value): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Sets a field, also one named `__proto__`, which an assignment would lose. */
export function setField(target: Document, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else target[name] = value;
}

export const hasField = (target: Document, name: string): boolean => Object.hasOwn(target, name);
export const getField = (target: Document, name: string): Value =>
  Object.hasOwn(target, name) ? target[name] : undefined;

/** From the classes of `bson` to the values above, in place. */
function normalize(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = normalize(value[i]) ?? null;
    return value;
  }
  switch (value._bsontype) {
    case undefined:
      break;
    case 'Int32':
      return (value as Int32).value;
    case 'Double':
      return double((value as Double).value);
    case 'Long':
      return (value as Long).toBigInt();
    case 'DBRef': {
      const { collection, oid, db, fields } = value as DBRef;
      const plain: Document = { $ref: collection, $id: normalize(oid) };
      if (db !== undefined) plain.$db = db;
      return Object.assign(plain, normalize(fields));
    }
    default:
      return value;
  }
  if (value instanceof Date) return value;
  for (const key of Object.keys(value)) {
    const field = normalize(value[key]);
    if (field !== value[key]) setField(value, key, field);
  }
  return value;
}

export const decode = (bytes: Uint8Array): Document =>
  normalize(
    deserialize(bytes, { promoteValues: false, promoteBuffers: false, bsonRegExp: true }),
  ) as Document;

export const encode = (document: Document): Uint8Array =>
  serialize(document, { ignoreUndefined: true });

/** A deep copy of documents and arrays; other values are never changed and are shared. */
export function clone<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => clone(item)) as T;
  if (!isDocument(value)) return value;
  const copy: Document = {};
  for (const key of Object.keys(value)) setField(copy, key, clone(value[key]));
  return copy as T;
}

/** Converts driver-side or bson classes (used in tests and by own code) to the values above. */
export const fromBson = (value: Value): Value => normalize(value);

/**
 * The type's name as `$type` gives it.
 * https://www.mongodb.com/docs/manual/reference/bson-types/
 */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'undefined':
      return 'missing';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'number':
      return fitsInt32(value) ? 'int' : 'double';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof Double) return 'double';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof Code) return value.scope ? 'javascriptWithScope' : 'javascript';
  return 'object';
}

export const typeNumbers: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

/**
 * Where a type stands in the sort order.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
const order: Record<string, number> = {
  minKey: -1,
  missing: 0,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  symbol: 15,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
};

export const typeOrder = (value: Value): number => order[typeName(value)]!;

/** By code point: the order of the UTF-8 bytes, in which surrogates stand behind U+FFFF. */
export function compareStrings(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const high = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
      if (high(x) !== high(y)) return high(x) ? 1 : -1;
      return x < y ? -1 : 1;
    }
  }
  return Math.sign(a.length - b.length);
}

const sign = (a: number | bigint | string, b: number | bigint | string): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** The order of BSON values, of all types. */
export function compare(a: Value, b: Value, collation?: Collation): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') {
    return collation ? collation.compare(a, b) : compareStrings(a, b);
  }
  const kind = typeOrder(a);
  const other = typeOrder(b);
  if (kind !== other) return kind < other ? -1 : 1;
  switch (kind) {
    case 10:
      return compareNumbers(a, b);
    case 15:
      return compare(String(a), String(b), collation);
    case 20: {
      const left = Object.keys(a);
      const right = Object.keys(b);
      for (let i = 0; i < left.length && i < right.length; i++) {
        const x = a[left[i]!];
        const y = b[right[i]!];
        const types = sign(typeOrder(x), typeOrder(y));
        if (types !== 0) return types;
        const names = compareStrings(left[i]!, right[i]!);
        if (names !== 0) return names;
        const values = compare(x, y, collation);
        if (values !== 0) return values;
      }
      return sign(left.length, right.length);
    }
    case 25: {
      for (let i = 0; i < a.length && i < b.length; i++) {
        const items = compare(a[i], b[i], collation);
        if (items !== 0) return items;
      }
      return sign(a.length, b.length);
    }
    case 30:
      return (
        sign(a.position, b.position) ||
        sign(a.sub_type, b.sub_type) ||
        Buffer.compare(a.value(), b.value())
      );
    case 35:
      return sign(a.toHexString(), b.toHexString());
    case 40:
      return sign(Number(a), Number(b));
    case 45:
      return sign(a.getTime(), b.getTime());
    case 47:
      return sign(a.toBigInt(), b.toBigInt());
    case 50:
      return sign(a.pattern, b.pattern) || sign(a.options, b.options);
    case 60:
      return sign(String(a.code), String(b.code));
    case 65:
      return sign(String(a.code), String(b.code)) || compare(a.scope, b.scope);
    default:
      return 0;
  }
}

export const equal = (a: Value, b: Value, collation?: Collation): boolean =>
  a === b || (typeOrder(a) === typeOrder(b) && compare(a, b, collation) === 0);

/** A string that is the same for two values exactly where `equal` says so: the key of maps and sets. */
export function keyOf(value: Value, collation?: Collation): string {
  switch (typeof value) {
    case 'string':
      return 's' + (collation ? collation.key(value) : value);
    case 'boolean':
      return value ? 'T' : 'F';
    case 'undefined':
      return 'u';
    case 'number':
    case 'bigint':
      return numberKey(value);
  }
  if (value === null) return '0';
  if (value instanceof ObjectId) return 'o' + value.toHexString();
  if (value instanceof Date) return 'd' + value.getTime();
  if (isNumeric(value)) return numberKey(value);
  if (Array.isArray(value)) {
    return '[' + value.map((item) => JSON.stringify(keyOf(item, collation))).join() + ']';
  }
  if (value instanceof Binary) {
    return `b${value.sub_type}:${Buffer.from(value.value()).toString('base64')}`;
  }
  if (value instanceof Timestamp) return 't' + value.toString();
  if (value instanceof BSONRegExp) return `r${JSON.stringify([value.pattern, value.options])}`;
  if (value instanceof MinKey) return '<';
  if (value instanceof MaxKey) return '>';
  if (value instanceof BSONSymbol) return 's' + value.value;
  if (value instanceof Code) return `c${JSON.stringify([String(value.code)])}`;
  const fields = Object.keys(value).map((name) =>
    JSON.stringify([name, keyOf(value[name], collation)]),
  );
  return '{' + fields.join() + '}';
}

/** As in the server's messages: the shell's notation. */
export function show(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined) return 'MISSING';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length ? `[ ${value.map(show).join(', ')} ]` : '[]';
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Double) return value.value.toFixed(1);
  if (value instanceof Decimal128) return value.toString();
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (value instanceof Binary) {
    return value.sub_type === Binary.SUBTYPE_UUID
      ? `UUID("${value.toUUID().toString()}")`
      : `BinData(${value.sub_type}, ${Buffer.from(value.value()).toString('hex').toUpperCase()})`;
  }
  if (value instanceof Timestamp) {
    return `Timestamp(${value.getHighBitsUnsigned()}, ${value.getLowBitsUnsigned()})`;
  }
  if (value instanceof MinKey) return 'MinKey';
  if (value instanceof MaxKey) return 'MaxKey';
  if (isDocument(value)) {
    const fields = Object.keys(value).map((name) => `${name}: ${show(value[name])}`);
    return fields.length ? `{ ${fields.join(', ')} }` : '{}';
  }
  return String(value);
}

/** The truth of a value in expressions: 0, null, a missing field and false are false. */
export const truthy = (value: Value): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  !(isNumeric(value) && compareNumbers(value, 0) === 0);
