/** Result sets: column definitions, text rows and binary rows. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html */
import type { OutColumn } from '../dialect/select.ts';
import { asText, textOf, type Value } from '../values/convert.ts';
import { formatTime } from '../values/temporal.ts';
import { isTemporal, type Type } from '../values/types.ts';
import { integer, lenencString } from './packets.ts';
import { BINARY, FieldType as F, UTF8MB4 } from './protocol.ts';

const textTypes: Record<string, number> = {
  tinytext: F.BLOB,
  text: F.BLOB,
  mediumtext: F.BLOB,
  longtext: F.BLOB,
  char: F.STRING,
};

export function fieldType(t: Type): number {
  switch (t.kind) {
    case 'int':
      return (
        ({ 1: F.TINY, 2: F.SHORT, 3: F.INT24, 4: F.LONG } as Record<number, number>)[t.size!] ??
        F.LONGLONG
      );
    case 'decimal':
      // Integers above 2^63 - 1 are held as decimals.
      return t.name === 'bigint' ? F.LONGLONG : F.NEWDECIMAL;
    case 'double':
      return F.DOUBLE;
    case 'float':
      return F.FLOAT;
    case 'string':
      return textTypes[t.name] ?? F.VAR_STRING;
    case 'blob':
      return /^(var)?binary$/.test(t.name) ? (t.fixed ? F.STRING : F.VAR_STRING) : F.BLOB;
    case 'enum':
    case 'set':
      return F.STRING;
    case 'json':
      return F.JSON;
    case 'date':
      return F.DATE;
    case 'datetime':
      return F.DATETIME;
    case 'timestamp':
      return F.TIMESTAMP;
    case 'time':
      return F.TIME;
    case 'year':
      return F.YEAR;
    case 'bit':
      return F.BIT;
    case 'null':
      return F.NULL;
  }
}

/** Bits of a column's definition that its type implies. */
function typeFlags(t: Type): number {
  return (
    (t.unsigned ? 32 : 0) |
    (t.kind === 'enum' ? 256 : 0) |
    (t.kind === 'set' ? 2048 : 0) |
    (t.kind === 'blob' || t.kind === 'json' || isTemporal(t) ? 128 : 0) |
    (fieldType(t) === F.BLOB ? 16 : 0)
  );
}

export function displayLength(t: Type): number {
  switch (t.kind) {
    case 'int':
      return t.width ?? { 1: 4, 2: 6, 3: 9, 4: 11 }[t.size!] ?? 20;
    case 'decimal':
      return t.precision! + 2;
    case 'double':
      return 22;
    case 'float':
      return 12;
    case 'date':
      return 10;
    case 'datetime':
    case 'timestamp':
      return 19 + (t.scale ? t.scale + 1 : 0);
    case 'time':
      return 10 + (t.scale ? t.scale + 1 : 0);
    case 'year':
      return 4;
    case 'bit':
      return t.size!;
    case 'null':
      return 0;
    case 'enum':
    case 'set':
      return Math.max(1, ...t.values!.map((v) => v.length)) * 4;
    case 'blob':
      return Math.min(4_294_967_295, t.size ?? 4_294_967_295);
    default:
      return Math.min(4_294_967_295, (t.size ?? 4_294_967_295) * 4);
  }
}

export function columnDefinition({ name, type, column }: OutColumn): Buffer {
  const origin = column?.origin;
  const source = column?.source;
  const binary = type.kind !== 'string' && type.kind !== 'enum' && type.kind !== 'set';
  return Buffer.concat([
    lenencString('def'),
    lenencString(origin?.schema ?? ''),
    lenencString(source?.alias ?? ''),
    lenencString(origin?.table ?? ''),
    lenencString(name),
    lenencString(origin?.name ?? ''),
    Buffer.from([12]),
    integer(binary ? BINARY : UTF8MB4, 2),
    integer(displayLength(type), 4),
    Buffer.from([fieldType(type)]),
    integer(typeFlags(type) | (origin?.flags ?? 0), 2),
    Buffer.from([
      type.kind === 'double' || type.kind === 'float'
        ? 31
        : type.name === 'bigint'
          ? 0
          : (type.scale ?? 0),
      0,
      0,
    ]),
  ]);
}

function bits(value: Value, size: number): Buffer {
  const bytes = Math.ceil(size / 8);
  return Buffer.from(
    BigInt(value as number)
      .toString(16)
      .padStart(bytes * 2, '0'),
    'hex',
  );
}

function textValue(value: Value, type: Type): Buffer {
  if (value === null) return Buffer.from([0xfb]);
  if (type.kind === 'time') return lenencString(formatTime(Number(value), type.scale ?? 0));
  if (type.kind === 'year') return lenencString(String(value).padStart(4, '0'));
  if (type.kind === 'bit') return lenencString(bits(value, type.size!));
  if (
    type.kind === 'blob' &&
    type.fixed &&
    value instanceof Uint8Array &&
    type.size! < 256 &&
    value.length < type.size!
  ) {
    return lenencString(Buffer.concat([value], type.size));
  }
  if (value instanceof Uint8Array) return lenencString(value);
  if (type.kind === 'double' || type.kind === 'float')
    return lenencString(
      type.scale === undefined
        ? asText(Number(value), type.kind)
        : Number(value).toFixed(type.scale),
    );
  return lenencString(textOf(value));
}

export const textRow = (row: Value[], columns: OutColumn[]) =>
  Buffer.concat(columns.map(({ type }, i) => textValue(row[i]!, type)));

function moment(text: string): Buffer {
  const [, year, month, day, hour, minute, second, fraction] =
    /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?/.exec(text) ?? [];
  if (year === undefined) return Buffer.from([0]);
  const date = [...integer(Number(year), 2), Number(month), Number(day)];
  const micros = Number((fraction ?? '').padEnd(6, '0'));
  const clock = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  if (micros) return Buffer.from([11, ...date, ...clock, ...integer(micros, 4)]);
  if (clock.some(Boolean)) return Buffer.from([7, ...date, ...clock]);
  return Number(year) || Number(month) || Number(day)
    ? Buffer.from([4, ...date])
    : Buffer.from([0]);
}

function clock(micros: number): Buffer {
  if (!micros) return Buffer.from([0]);
  const total = Math.abs(micros);
  const seconds = Math.floor(total / 1e6);
  const body = [
    micros < 0 ? 1 : 0,
    ...integer(Math.floor(seconds / 86_400), 4),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const rest = total % 1e6;
  return rest ? Buffer.from([12, ...body, ...integer(rest, 4)]) : Buffer.from([8, ...body]);
}

function binaryValue(value: Exclude<Value, null>, type: Type): Buffer {
  switch (fieldType(type)) {
    case F.TINY:
      return integer(Number(value) & 0xff, 1);
    case F.SHORT:
    case F.YEAR:
      return integer(Number(value) & 0xffff, 2);
    case F.LONG:
    case F.INT24:
      return integer(Number(value) >>> 0, 4);
    case F.LONGLONG: {
      const b = Buffer.alloc(8);
      b.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value as string)));
      return b;
    }
    case F.FLOAT: {
      const b = Buffer.alloc(4);
      b.writeFloatLE(Number(value));
      return b;
    }
    case F.DOUBLE: {
      const b = Buffer.alloc(8);
      b.writeDoubleLE(Number(value));
      return b;
    }
    case F.DATE:
    case F.DATETIME:
    case F.TIMESTAMP:
      return moment(textOf(value));
    case F.TIME:
      return clock(Number(value));
    default:
      return textValue(value, type);
  }
}

export function binaryRow(row: Value[], columns: OutColumn[]): Buffer {
  const nulls = Buffer.alloc((columns.length + 9) >> 3);
  const parts: Buffer[] = [];
  columns.forEach(({ type }, i) => {
    const value = row[i]!;
    if (value === null) nulls[(i + 2) >> 3]! |= 1 << ((i + 2) & 7);
    else parts.push(binaryValue(value, type));
  });
  return Buffer.concat([Buffer.from([0]), nulls, ...parts]);
}
