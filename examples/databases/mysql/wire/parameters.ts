/** The values of COM_STMT_EXECUTE. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html */
import type { Parameter } from '../dialect/compiler.ts';
import { ofValue } from '../dialect/expressions.ts';
import type { Expr } from '../sql/ast.ts';
import type { Value } from '../values/convert.ts';
import { formatTime } from '../values/temporal.ts';
import { PacketError, type PayloadReader } from './packets.ts';
import { FieldType as F } from './protocol.ts';

export interface ParameterType {
  type: number;
  unsigned: boolean;
}

const two = (n: number) => String(n).padStart(2, '0');
const small = (n: bigint): Value => (Number.isSafeInteger(Number(n)) ? Number(n) : n);

function read(p: PayloadReader, { type, unsigned }: ParameterType): Value {
  switch (type) {
    case F.NULL:
      return null;
    case F.TINY:
      return unsigned ? p.integer(1) : p.take(1).readInt8();
    case F.SHORT:
    case F.YEAR:
      return unsigned ? p.integer(2) : p.take(2).readInt16LE();
    case F.LONG:
    case F.INT24:
      return unsigned ? p.integer(4) : p.take(4).readInt32LE();
    case F.LONGLONG:
      return small(unsigned ? p.take(8).readBigUInt64LE() : p.take(8).readBigInt64LE());
    case F.FLOAT:
      return p.take(4).readFloatLE();
    case F.DOUBLE:
      return p.take(8).readDoubleLE();
    case F.DATE:
    case F.DATETIME:
    case F.TIMESTAMP: {
      const length = p.integer(1);
      if (length === 0) return '0000-00-00 00:00:00';
      const b = p.take(length);
      const date = `${String(b.readUInt16LE(0)).padStart(4, '0')}-${two(b[2]!)}-${two(b[3]!)}`;
      if (length < 7) return date;
      const time = `${two(b[4]!)}:${two(b[5]!)}:${two(b[6]!)}`;
      return `${date} ${time}${length >= 11 ? `.${String(b.readUInt32LE(7)).padStart(6, '0')}` : ''}`;
    }
    case F.TIME: {
      const length = p.integer(1);
      if (length === 0) return '00:00:00';
      const b = p.take(length);
      const seconds = ((b.readUInt32LE(1) * 24 + b[5]!) * 60 + b[6]!) * 60 + b[7]!;
      const micros = seconds * 1e6 + (length >= 12 ? b.readUInt32LE(8) : 0);
      return formatTime(b[0] ? -micros : micros, length >= 12 ? 6 : 0);
    }
    case F.TINY_BLOB:
    case F.MEDIUM_BLOB:
    case F.LONG_BLOB:
    case F.BLOB:
      return new Uint8Array(p.take(p.lenenc()));
    default:
      return p.take(p.lenenc()).toString('utf8');
  }
}

export function readParameters(
  p: PayloadReader,
  count: number,
  known: ParameterType[] | undefined,
  long: Map<number, Buffer[]>,
): { values: Parameter[]; types: ParameterType[] } {
  const nulls = p.take((count + 7) >> 3);
  let types = known;
  if (p.integer(1)) {
    types = Array.from({ length: count }, () => {
      const type = p.integer(1);
      return { type, unsigned: !!(p.integer(1) & 128) };
    });
  }
  if (!types) throw new PacketError();
  const values = types.map((type, i): Parameter => {
    const sent = long.get(i);
    if (sent)
      return typed(
        type.type >= F.TINY_BLOB && type.type <= F.BLOB
          ? new Uint8Array(Buffer.concat(sent))
          : Buffer.concat(sent).toString('utf8'),
      );
    if (nulls[i >> 3]! & (1 << (i & 7))) return typed(null);
    const value = read(p, type);
    return { ...typed(value), double: type.type === F.DOUBLE && typeof value === 'number' };
  });
  return { values, types };
}

function typed(value: Value): Parameter {
  const e = ofValue(value);
  return { value: e.literal!, type: e.type };
}

/** Which parameters stand in a LIMIT, by their positions. */
export function limitParameters(node: unknown, found = new Set<number>()): Set<number> {
  if (!node || typeof node !== 'object') return found;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'limit')
      for (const each of [value, ...Object.values((value as object | undefined) ?? {})]) {
        const e = each as Expr | undefined;
        if (e?.k === 'param') found.add(e.index);
      }
    else limitParameters(value, found);
  }
  return found;
}
