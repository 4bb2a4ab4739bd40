/**
 * A value on its way into a column, in strict mode: it fits, or the statement fails.
 * https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sql-mode-strict
 */
import { MysqlError } from '../errors.ts';
import { compareCi } from './collation.ts';
import * as dec from './decimal.ts';
import { formatJson, JsonFault, parseJson } from './json.ts';
import {
  clampTime,
  formatDate,
  formatDatetime,
  formatTime,
  moment,
  parseMoment,
  parseTime,
  sessionZone,
  toUtc,
  dayOf,
  fullYear,
} from './temporal.ts';
import type { Kind, Type } from './types.ts';

/** A value as SQLite holds it. Decimals and dates are text, TIME is microseconds. */
export type Value = null | number | bigint | string | Uint8Array;

export interface Place {
  column: string;
  table: string;
  row: number;
  /** Takes a fault: throws it, or notes a warning so that the nearest value is stored instead. */
  fault(error: MysqlError, note?: MysqlError): void;
}

/** Makes a value of kind `from` fit a column, as the column stores it. */
export function store(value: Value, from: Kind, to: Type, at: Place): Value {
  if (value === null) return null;
  const source =
    from === 'time' && to.kind !== 'time'
      ? formatTime(Number(value), 6).replace(/\.?0+$/, '')
      : value;
  switch (to.kind) {
    case 'int':
      return storeInteger(source, to, at);
    case 'decimal':
      return storeDecimal(source, to, at);
    case 'double':
    case 'float':
      return storeDouble(source, to, at);
    case 'string':
      return storeText(source, from, to, at);
    case 'blob':
      return storeBytes(source, to, at);
    case 'enum':
      return storeEnum(source, to, at);
    case 'set':
      return storeSet(source, to, at);
    case 'json':
      return storeJson(source, from, at);
    case 'date':
    case 'datetime':
    case 'timestamp':
      return storeMoment(source, from, to, at);
    case 'time':
      return storeTime(value, from, to, at);
    case 'year':
      return storeYear(source, to, at);
    case 'bit':
      return storeBits(source, to, at);
    case 'null':
      return value;
  }
}

const decoder = new TextDecoder();
export const textOf = (value: Value): string =>
  value instanceof Uint8Array ? decoder.decode(value) : String(value);

const incorrect = (what: string, value: Value, at: Place) =>
  new MysqlError(
    'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
    what,
    textOf(value).slice(0, 128),
    at.column,
    at.row,
  );
const truncated = (at: Place) => new MysqlError('WARN_DATA_TRUNCATED', at.column, at.row);
const outOfRange = (at: Place) => new MysqlError('ER_WARN_DATA_OUT_OF_RANGE', at.column, at.row);

/** The exact number in a value; a text that is none is a fault. */
function numberIn(value: Value, what: string, at: Place): dec.Decimal {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    at.fault(outOfRange(at));
    return { n: 0n, scale: 0 };
  }
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) return dec.toDecimal(value);
  const text = textOf(value);
  const found = dec.prefix(text);
  if (!found.whole) {
    at.fault(/^\s*[+-]?\.?\d/.test(text) ? truncated(at) : incorrect(what, text, at));
  }
  return found.value;
}

function storeInteger(value: Value, to: Type, at: Place): Value {
  const n = typeof value === 'bigint' ? value : dec.rescale(numberIn(value, 'integer', at), 0).n;
  const bits = BigInt(to.size! * 8);
  // Up to 2^63 - 1, also if unsigned: SQLite has no larger integers.
  const max = to.unsigned && to.size! < 8 ? 2n ** bits - 1n : 2n ** (bits - 1n) - 1n;
  const min = to.unsigned ? 0n : -(2n ** (bits - 1n));
  if (to.unsigned && to.size === 8 && n > max && n < 2n ** 64n) {
    throw new MysqlError('ER_NOT_SUPPORTED_YET', 'BIGINT UNSIGNED above 9223372036854775807');
  }
  if (n > max || n < min) at.fault(outOfRange(at));
  const fit = n > max ? max : n < min ? min : n;
  return Number.isSafeInteger(Number(fit)) ? Number(fit) : fit;
}

function storeDecimal(value: Value, to: Type, at: Place): Value {
  let n = dec.rescale(numberIn(value, 'decimal', at), to.scale!);
  if (to.unsigned && n.n < 0n) {
    at.fault(outOfRange(at));
    n = { n: 0n, scale: to.scale! };
  }
  const max = 10n ** BigInt(to.precision!) - 1n;
  if (n.n > max || n.n < -max) {
    at.fault(outOfRange(at));
    n = { n: n.n < 0n ? -max : max, scale: to.scale! };
  }
  return dec.format(n);
}

function storeDouble(value: Value, to: Type, at: Place): Value {
  let n: number;
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const text = textOf(value);
    if (!dec.prefix(text).whole) at.fault(truncated(at));
    n = Number.parseFloat(text) || 0;
  } else n = Number(value);
  // FLOAT(M,D): M digits, D of them after the point.
  if (to.scale !== undefined) n = Math.sign(n) * Number(Math.abs(n).toFixed(to.scale));
  const limit =
    to.scale !== undefined
      ? 10 ** (to.precision! - to.scale) - 10 ** -to.scale
      : to.kind === 'float'
        ? 3.402823466e38
        : Number.MAX_VALUE;
  if (Math.abs(n) > limit || (to.unsigned && n < 0)) {
    at.fault(outOfRange(at));
    n = Math.max(to.unsigned ? 0 : -limit, Math.min(limit, n));
  }
  return to.kind === 'float' ? Math.fround(n) : n;
}

/** A value as text, as MySQL would print it. */
export function asText(value: Value, from: Kind): string {
  if (typeof value === 'number' && (from === 'double' || from === 'float')) {
    return from === 'float' ? formatFloat(value) : dec.formatDouble(value);
  }
  return textOf(value);
}

/** Single precision has six significant digits in text. */
export const formatFloat = (n: number) => dec.formatDouble(Number(n.toPrecision(6)));

function storeText(value: Value, from: Kind, to: Type, at: Place): Value {
  if (value instanceof Uint8Array) {
    try {
      value = new TextDecoder('utf-8', { fatal: true }).decode(value);
    } catch {
      at.fault(incorrect('string', value, at));
      value = textOf(value);
    }
  }
  let text = asText(value, from);
  const isText = /text$/.test(to.name);
  const length = isText ? utf8Length(text) : text.length > to.size! ? [...text].length : 0;
  if (length > to.size!) {
    const excess = isText ? 'x' : [...text].slice(to.size!).join('');
    if (excess.trim())
      at.fault(new MysqlError('ER_DATA_TOO_LONG', at.column, at.row), truncated(at));
    text = isText ? text.slice(0, to.size!) : [...text].slice(0, to.size!).join('');
  }
  // CHAR loses its padding when it is read, so it may as well lose it now.
  return to.fixed ? text.replace(/ +$/, '') : text;
}

const utf8Length = (text: string) =>
  text.length * 3 < 255 ? 0 : new TextEncoder().encode(text).length;

function storeBytes(value: Value, to: Type, at: Place): Value {
  let bytes = value instanceof Uint8Array ? value : new TextEncoder().encode(textOf(value));
  if (bytes.length > to.size!) {
    at.fault(new MysqlError('ER_DATA_TOO_LONG', at.column, at.row));
    bytes = bytes.slice(0, to.size!);
  }
  if (to.fixed && bytes.length < to.size!) {
    const padded = new Uint8Array(to.size!);
    padded.set(bytes);
    return padded;
  }
  return bytes;
}

function storeEnum(value: Value, to: Type, at: Place): Value {
  const values = to.values!;
  if (typeof value === 'number' || typeof value === 'bigint') {
    const found = values[Number(value) - 1];
    if (found !== undefined) return found;
  } else {
    const text = textOf(value).replace(/ +$/, '');
    const found = values.find((each) => compareCi(each, text) === 0);
    if (found !== undefined) return found;
    const index = /^\d+$/.test(text) ? values[Number(text) - 1] : undefined;
    if (index !== undefined) return index;
  }
  at.fault(truncated(at));
  return '';
}

function storeSet(value: Value, to: Type, at: Place): Value {
  const values = to.values!;
  if (typeof value === 'number') {
    if (value >= 0 && value < 2 ** values.length) {
      return values.filter((_, i) => Math.floor(value / 2 ** i) % 2).join(',');
    }
    at.fault(truncated(at));
    return '';
  }
  const text = textOf(value);
  const members = text ? text.split(',') : [];
  const known = members.filter((m) => values.some((each) => compareCi(each, m) === 0));
  if (known.length !== members.length) at.fault(truncated(at));
  return values.filter((each) => known.some((m) => compareCi(each, m) === 0)).join(',');
}

function storeJson(value: Value, from: Kind, at: Place): Value {
  if (value instanceof Uint8Array) throw new MysqlError('ER_INVALID_JSON_CHARSET');
  if (from === 'json') return value;
  try {
    return formatJson(parseJson(textOf(value)));
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new MysqlError(
      'ER_INVALID_JSON_TEXT',
      error.message,
      error.position,
      `${at.table}.${at.column}`,
    );
  }
}

function storeMoment(value: Value, from: Kind, to: Type, at: Place): Value {
  let m = parseMoment(textOf(value));
  if (from === 'time' && !m) {
    const micros = parseTime(textOf(value));
    if (micros !== null) m = moment(Math.floor(Date.now() / 86_400_000), micros);
  }
  const what = to.kind === 'date' ? 'date' : 'datetime';
  const wrong = () =>
    at.fault(
      new MysqlError('ER_TRUNCATED_WRONG_VALUE_ROW', what, textOf(value), at.column, at.row),
    );
  if (!m || m.year === 0) {
    wrong();
    return to.kind === 'date' ? '0000-00-00' : '0000-00-00 00:00:00';
  }
  if (to.kind === 'date') return formatDate(m);
  if (to.kind === 'datetime') return formatDatetime(m, to.scale);
  const utc = toUtc(m, sessionZone.current);
  // TIMESTAMP is seconds since 1970 in 32 bits.
  const seconds = dayOf(utc) * 86_400 + utc.hour * 3600 + utc.minute * 60 + utc.second;
  if (seconds < 1 || seconds > 2_147_483_647) {
    wrong();
    return '0000-00-00 00:00:00';
  }
  return formatDatetime(utc, to.scale);
}

function storeTime(value: Value, from: Kind, to: Type, at: Place): Value {
  const unit = 10 ** (6 - (to.scale ?? 0));
  let micros = from === 'time' ? Number(value) : parseTime(textOf(value));
  if (micros === null || clampTime(micros) !== micros) {
    at.fault(
      new MysqlError('ER_TRUNCATED_WRONG_VALUE_ROW', 'time', textOf(value), at.column, at.row),
    );
    micros = 0;
  }
  return Math.sign(micros) * Math.round(Math.abs(micros) / unit) * unit;
}

function storeYear(value: Value, _to: Type, at: Place): Value {
  const text = textOf(value);
  const n = numberIn(value, 'integer', at);
  let year = Number(dec.rescale(n, 0).n);
  if (typeof value === 'string' && text.length <= 2) year = fullYear(text.padStart(2, '0'));
  else if (year > 0 && year < 100) year = fullYear(String(year));
  if (year !== 0 && (year < 1901 || year > 2155)) {
    at.fault(outOfRange(at));
    return 0;
  }
  return year;
}

function storeBits(value: Value, to: Type, at: Place): Value {
  let n = 0n;
  if (typeof value === 'string') value = new TextEncoder().encode(value);
  if (value instanceof Uint8Array) for (const byte of value) n = n * 256n + BigInt(byte);
  else n = BigInt(value as number);
  if (n < 0n || n >= 2n ** BigInt(to.size!)) {
    at.fault(new MysqlError('ER_DATA_TOO_LONG', at.column, at.row));
    n = 2n ** BigInt(to.size!) - 1n;
  }
  if (n >= 2n ** 63n)
    throw new MysqlError('ER_NOT_SUPPORTED_YET', 'BIT(64) with the highest bit set');
  return Number.isSafeInteger(Number(n)) ? Number(n) : n;
}

/** What a NOT NULL column holds where IGNORE allows what strict mode refuses. */
export function implicitDefault(to: Type): Value {
  switch (to.kind) {
    case 'int':
    case 'double':
    case 'float':
    case 'year':
    case 'bit':
    case 'time':
      return 0;
    case 'decimal':
      return dec.format({ n: 0n, scale: to.scale! });
    case 'enum':
      return to.values![0]!;
    case 'json':
      return 'null';
    case 'blob':
      return new Uint8Array(to.fixed ? to.size! : 0);
    case 'date':
      return '0000-00-00';
    case 'datetime':
    case 'timestamp':
      return '0000-00-00 00:00:00';
    default:
      return '';
  }
}
