import { BSONSymbol, Decimal128, Double, ObjectId, Timestamp, Binary } from 'bson';
import { ServerError } from '../errors.ts';
import { typeName, type Value } from '../query/values.ts';

/** A value where an operator wants a string: `null` is empty, numbers and dates are written out. */
export function stringify(value: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Double) return numberText(value.value);
  if (value instanceof Decimal128) return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof BSONSymbol) return value.value;
  if (value instanceof Timestamp) return value.toString();
  throw new ServerError(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

const numberText = (value: number): string =>
  Number.isFinite(value)
    ? Object.is(value, -0)
      ? '-0'
      : // C's notation of exponents: two digits at least.
        String(value).replace(/e([+-])(\d)$/, 'e$10$2')
    : value > 0
      ? 'Infinity'
      : value < 0
        ? '-Infinity'
        : 'NaN';

export function toText(value: Value): string {
  if (typeof value === 'boolean') return String(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Binary) {
    return value.sub_type === Binary.SUBTYPE_UUID
      ? value.toUUID().toString()
      : Buffer.from(value.value()).toString('base64');
  }
  return stringify(value);
}
