/** Expressions in SQLite's SQL with MySQL's types, and how one type becomes another. */
import { cutNumber } from '../functions/define.ts';
import { MysqlError } from '../errors.ts';
import { sqliteName } from '../functions/index.ts';
import type { Value } from '../values/convert.ts';
import * as dec from '../values/decimal.ts';
import { formatDate, formatDatetime, parseMoment, parseTime } from '../values/temporal.ts';
import * as types from '../values/types.ts';
import { isInteger, isTemporal, isText, type Type } from '../values/types.ts';
import type { SourceColumn } from './scope.ts';

export interface Sql {
  sql: string;
  type: Type;
  /** The value, if it is known now. */
  literal?: Value | undefined;
  column?: SourceColumn | undefined;
  /** A collation given by COLLATE or BINARY wins over a column's. */
  explicit?: boolean | undefined;
}

export const call = (name: string, ...args: (string | number)[]) =>
  `${sqliteName(name)}(${args.join(', ')})`;

export const textLiteral = (text: string) =>
  text.includes('\0')
    ? `CAST(x'${Buffer.from(text).toString('hex')}' AS TEXT)`
    : `'${text.replace(/'/g, "''")}'`;

export function constant(value: Value, type: Type): Sql {
  const sql =
    value === null
      ? 'NULL'
      : value instanceof Uint8Array
        ? `x'${Buffer.from(value).toString('hex')}'`
        : typeof value === 'string'
          ? textLiteral(value)
          : typeof value === 'number' && (type.kind === 'double' || type.kind === 'float')
            ? realLiteral(value)
            : String(value);
  return { sql, type, literal: value };
}

function realLiteral(n: number): string {
  const text = String(n);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

export function toText(e: Sql): string {
  const { kind, scale } = e.type;
  switch (kind) {
    case 'int':
    case 'year':
    case 'bit':
      return typeof e.literal === 'number' ? `'${e.literal}'` : `CAST(${e.sql} AS TEXT)`;
    case 'double':
    case 'float':
      return call('~DOUBLE_TEXT', e.sql, kind === 'float' ? 1 : 0);
    case 'time':
      return call('~TIME_TEXT', e.sql, scale ?? 0);
    case 'blob':
      return call('~TEXT_OF_BYTES', e.sql);
    case 'decimal':
      return exactScale(e);
    default:
      return e.sql;
  }
}

/** Quotients carry more digits than they show, so that 1 / 3 * 3 is 1.0000; this cuts them to those shown. */
export const exactScale = (e: Sql): string =>
  e.type.kind !== 'decimal' || e.column || e.literal !== undefined || e.type.name === 'bigint'
    ? e.sql
    : call('~RESCALE', e.sql, e.type.scale!);

export function toDecimal(e: Sql): string {
  const { kind, scale } = e.type;
  if (kind === 'decimal' || kind === 'null') return e.sql;
  if (kind === 'int' || kind === 'year' || kind === 'bit') return toText(e);
  if (kind === 'json') return call('~DECIMAL', call('~JSON_NUMERIC', e.sql));
  if (kind === 'time') return call('~TIME_NUMBER', e.sql, scale ?? 0);
  if (isTemporal(e.type)) return call('~DATE_NUMBER', e.sql);
  if (kind === 'enum') return call('~DECIMAL', enumIndex(e));
  if (typeof e.literal === 'string') return textLiteral(dec.format(dec.prefix(e.literal).value));
  return call('~DECIMAL', e.sql);
}

export function toDouble(e: Sql): string {
  const { kind } = e.type;
  if (kind === 'double' || kind === 'float' || kind === 'null') return e.sql;
  if (kind === 'int' || kind === 'year' || kind === 'bit' || kind === 'decimal')
    return `CAST(${e.sql} AS REAL)`;
  if (kind === 'json') return `CAST(${call('~JSON_NUMERIC', e.sql)} AS REAL)`;
  if (kind === 'enum') return `CAST(${enumIndex(e)} AS REAL)`;
  if (isTemporal(e.type)) return `CAST(${toDecimal(e)} AS REAL)`;
  return `CAST(${call('~NUMBER', e.sql)} AS REAL)`;
}

export function toInt(e: Sql): string {
  if (isInteger(e.type) || e.type.kind === 'null') return e.sql;
  if (isTemporal(e.type)) return call('~CAST_INT', toDecimal(e), 0);
  if (e.type.kind === 'json') return call('~CAST_INT', call('~JSON_NUMERIC', e.sql), 0);
  if (e.type.kind === 'enum') return enumIndex(e);
  return call('~CAST_INT', e.type.kind === 'decimal' ? call('~ROUND', e.sql, 0, 0) : e.sql, 0);
}

export const enumIndex = (e: Sql) =>
  `my_index_of(${[e.sql, ...(e.type.values ?? []).map(textLiteral)].join(', ')})`;

export function toMoment(e: Sql): string {
  if (e.type.kind === 'time') return call('~MOMENT_OF_TIME', e.sql, e.type.scale ?? 0);
  if (isTemporal(e.type)) return e.sql;
  return toText(e);
}

export function toTime(e: Sql): string {
  if (e.type.kind === 'time' || e.type.kind === 'null') return e.sql;
  if (isTemporal(e.type)) return call('~MICROS_OF_MOMENT', e.sql);
  return call('~MICROS', toText(e));
}

export function toJson(e: Sql, boolean = false): string {
  switch (e.type.kind) {
    case 'json':
    case 'null':
      return e.sql;
    case 'int':
    case 'year':
    case 'bit':
      return boolean ? call('~JSON_BOOLEAN', e.sql) : call('~JSON_NUMBER', e.sql);
    case 'decimal':
    case 'double':
    case 'float':
      return call('~JSON_NUMBER', e.sql);
    case 'datetime':
    case 'timestamp':
      // JSON keeps six digits of a fraction.
      return call('~JSON_TEXT', call('~MOMENT', e.sql, 6));
    case 'time':
      return call('~JSON_TEXT', call('~TIME_TEXT', e.sql, 6));
    case 'blob':
      throw new MysqlError('ER_INVALID_JSON_CHARSET');
    default:
      return call('~JSON_TEXT', e.sql);
  }
}

/** Whether a condition holds: texts and decimals are read as numbers, which SQLite does alike. */
export const toCondition = (e: Sql) =>
  e.type.kind === 'double' || isInteger(e.type) || e.type.kind === 'null'
    ? e.sql
    : e.type.kind === 'json'
      ? `CAST(${call('~JSON_NUMERIC', e.sql)} AS REAL)`
      : `CAST(${e.sql} AS REAL)`;

/** SQLite's name of the collation that a type compares by, as a suffix. */
export function collate(type: Type): string {
  if (isText(type)) return type.collation === 'bin' ? ' COLLATE BINARY' : ' COLLATE my_ci';
  if (type.kind === 'decimal') return ' COLLATE my_dec';
  if (type.kind === 'json') return ' COLLATE my_json';
  return '';
}

export interface Forms {
  a: string;
  b: string;
  suffix: string;
}

/**
 * Two expressions made comparable.
 * https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html
 */
export function forms(x: Sql, y: Sql): Forms {
  const [s, t] = [x.type, y.type];
  if (s.kind === 'null' || t.kind === 'null') return { a: x.sql, b: y.sql, suffix: '' };
  if (s.kind === 'json' || t.kind === 'json') {
    return { a: toJson(x), b: toJson(y), suffix: ' COLLATE my_json' };
  }
  if (isText(s) && isText(t)) return { a: x.sql, b: y.sql, suffix: textCollation(x, y) };
  if (s.kind === 'blob' && (t.kind === 'blob' || isText(t))) {
    return { a: x.sql, b: t.kind === 'blob' ? y.sql : call('~BYTES_OF_TEXT', y.sql), suffix: '' };
  }
  if (t.kind === 'blob' && isText(s)) return swap(forms(y, x));
  if (isTemporal(s) || isTemporal(t)) return temporalForms(x, y);
  if (isInteger(s) && isInteger(t)) return { a: x.sql, b: y.sql, suffix: '' };
  const exact = (type: Type) => isInteger(type) || type.kind === 'decimal';
  if (exact(s) && exact(t)) return { a: toDecimal(x), b: toDecimal(y), suffix: ' COLLATE my_dec' };
  if (exact(s) && typeof y.literal === 'string' && isText(t)) return numberForms(x, y);
  if (exact(t) && typeof x.literal === 'string' && isText(s)) return swap(numberForms(y, x));
  return { a: toDouble(x), b: toDouble(y), suffix: '' };
}

const swap = ({ a, b, suffix }: Forms): Forms => ({ a: b, b: a, suffix });

function textCollation(x: Sql, y: Sql): string {
  const explicit = x.explicit ? x : y.explicit ? y : undefined;
  if (explicit) return collate(explicit.type);
  const strong = [x, y].filter((e) => e.literal === undefined);
  const bin = (strong.length ? strong : [x, y]).some((e) => e.type.collation === 'bin');
  return bin ? ' COLLATE BINARY' : ' COLLATE my_ci';
}

/** A number and a text that is known: `id = '5'`. */
function numberForms(number: Sql, text: Sql): Forms {
  const { value, exponent, whole } = dec.prefix(text.literal as string);
  if (exponent) return { a: toDouble(number), b: toDouble(text), suffix: '' };
  if (!whole) cutNumber(text.literal as string);
  if (
    value.scale === 0 &&
    isInteger(number.type) &&
    value.n < 2n ** 63n &&
    value.n >= -(2n ** 63n)
  ) {
    return { a: number.sql, b: String(value.n), suffix: '' };
  }
  return { a: toDecimal(number), b: textLiteral(dec.format(value)), suffix: ' COLLATE my_dec' };
}

function temporalForms(x: Sql, y: Sql): Forms {
  if (!isTemporal(x.type)) return swap(temporalForms(y, x));
  const [s, t] = [x.type, y.type];
  if (typeof y.literal === 'string' && isText(t)) {
    if (s.kind === 'time') {
      const micros = parseTime(y.literal);
      if (micros === null) throw new MysqlError('ER_WRONG_VALUE', 'TIME', y.literal);
      return { a: x.sql, b: String(micros), suffix: '' };
    }
    const m = parseMoment(y.literal);
    const zero = /^0000-00-00/.test(y.literal);
    if (!m && !zero)
      throw new MysqlError('ER_WRONG_VALUE', s.kind === 'date' ? 'DATE' : 'DATETIME', y.literal);
    if (zero) return { a: x.sql, b: textLiteral(y.literal), suffix: '' };
    if (s.kind === 'date' && !(m!.hour || m!.minute || m!.second || m!.micros)) {
      return { a: x.sql, b: textLiteral(formatDate(m!)), suffix: '' };
    }
    if (s.kind === 'date')
      return {
        a: `(${x.sql} || ' 00:00:00')`,
        b: textLiteral(formatDatetime(m!, m!.micros ? 6 : 0)),
        suffix: '',
      };
    const scale = s.scale ?? 0;
    // More digits than the column has: a longer text is a later moment, which is right.
    return {
      a: x.sql,
      b: textLiteral(formatDatetime(m!, m!.micros % 10 ** (6 - scale) ? 6 : scale)),
      suffix: '',
    };
  }
  if (s.kind === 'time' && t.kind === 'time') return { a: x.sql, b: y.sql, suffix: '' };
  if (isText(t) && s.kind === 'time') return { a: x.sql, b: toTime(y), suffix: '' };
  if (isTemporal(t) || isText(t)) {
    if (s.kind === t.kind && (s.scale ?? 0) === (t.scale ?? 0))
      return { a: x.sql, b: y.sql, suffix: '' };
    const same = (e: Sql) => call('~MOMENT', toMoment(e), 6);
    return { a: same(x), b: same(y), suffix: '' };
  }
  return { a: toDecimal(x), b: toDecimal(y), suffix: ' COLLATE my_dec' };
}

/** The type that values of several types have in common, for CASE, COALESCE and UNION. */
export function unify(all: Type[]): Type {
  const known = all.filter(({ kind }) => kind !== 'null');
  const [first] = known;
  if (!first) return types.nullType;
  if (known.every((t) => t.kind === first.kind)) {
    switch (first.kind) {
      case 'int':
        return known.every((t) => t.unsigned === first.unsigned)
          ? known.reduce((a, b) => (b.size! > a.size! ? b : a))
          : types.int(8);
      case 'decimal':
        return decimals(known);
      case 'string':
      case 'blob': {
        const widest = known.reduce((a, b) => ((b.size ?? 0) > (a.size ?? 0) ? b : a));
        const bin = known.some((t) => t.collation === 'bin');
        return first.kind === 'blob'
          ? widest
          : {
              ...widest,
              name: known.every((t) => t.name === first.name) ? first.name : widest.name,
              fixed: false,
              collation: bin ? 'bin' : 'ci',
            };
      }
      case 'enum':
      case 'set':
        return known.length === 1 ? first : types.varchar(255);
      case 'datetime':
      case 'timestamp':
      case 'time':
        return known.reduce((a, b) => ((b.scale ?? 0) > (a.scale ?? 0) ? b : a));
      default:
        return first;
    }
  }
  const exact = (t: Type) => isInteger(t) || t.kind === 'decimal';
  if (known.every(isInteger)) return types.int(8);
  if (known.every(exact)) return decimals(known);
  if (known.every((t) => exact(t) || t.kind === 'double' || t.kind === 'float'))
    return types.double;
  if (known.every((t) => isTemporal(t) && t.kind !== 'time')) {
    return types.datetime(Math.max(...known.map((t) => t.scale ?? 0)));
  }
  if (known.some((t) => t.kind === 'blob')) return types.blob;
  const size = Math.max(...known.map((t) => (isText(t) ? (t.size ?? 255) : 30)));
  return {
    ...(size > 16_383 ? types.text : types.varchar(size)),
    collation: known.some((t) => t.collation === 'bin') ? 'bin' : 'ci',
  };
}

function decimals(all: Type[]): Type {
  const scale = Math.max(...all.map((t) => t.scale ?? 0));
  const whole = Math.max(
    ...all.map((t) => types.precisionOf(t) - (t.kind === 'decimal' ? t.scale! : 0)),
  );
  return types.decimal(whole + scale, scale);
}

/** An expression as another type holds it. */
export function convert(e: Sql, to: Type): string {
  const from = e.type;
  if (from.kind === 'null') return e.sql;
  switch (to.kind) {
    case 'decimal':
      if (from.kind === 'decimal' && from.scale === to.scale) return e.sql;
      if (isInteger(from) && !to.scale) return toText(e);
      return call('~RESCALE', toDecimal(e), to.scale!);
    case 'double':
    case 'float':
      return toDouble(e);
    case 'string':
    case 'enum':
    case 'set':
      return toText(e);
    case 'blob':
      return from.kind === 'blob' ? e.sql : call('~BYTES_OF_TEXT', toText(e));
    case 'datetime':
    case 'timestamp':
      if (
        (from.kind === 'datetime' || from.kind === 'timestamp') &&
        (from.scale ?? 0) === (to.scale ?? 0)
      )
        return e.sql;
      return call('~MOMENT', toMoment(e), to.scale ?? 0);
    case 'time':
      return toTime(e);
    case 'json':
      return toJson(e);
    case 'int':
      return toInt(e);
    default:
      return e.sql;
  }
}
