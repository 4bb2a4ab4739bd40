import { ObjectId, Timestamp } from 'bson';
import { ServerError } from '../errors.ts';
import { isNumeric, toInteger, toNumber } from '../query/numbers.ts';
import { isDocument, typeName, type Document, type Value } from '../query/values.ts';
import { named, nullish, unary, type Operator } from './arguments.ts';
import {
  dayOfYear,
  fields,
  formatDate,
  fromFields,
  isoWeek,
  moment,
  offsetAt,
  parseDate,
  utc,
  week,
  weekday,
  type Fields,
} from './date-format.ts';

export function asDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  throw new ServerError(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

function zoneOf(value: Value): string | undefined {
  if (value !== undefined && typeof value !== 'string') {
    throw new ServerError(40533, `timezone must evaluate to a string, found ${typeName(value)}`);
  }
  return value;
}

/** `$year: "$at"` and `$year: { date: "$at", timezone: "Europe/Berlin" }`. */
const part = (name: string, pick: (f: Fields) => number): Operator => {
  const full = named(name, ['date'], ['timezone'], (values) => {
    if (nullish(values.date) || ('timezone' in values && nullish(values.timezone))) return null;
    return pick(fields(asDate(values.date), zoneOf(values.timezone)));
  });
  const short = unary(name, (value) => (nullish(value) ? null : pick(fields(asDate(value)))));
  return (operand, compiler) =>
    isDocument(operand) && ('date' in operand || 'timezone' in operand)
      ? full(operand, compiler)
      : short(operand, compiler);
};

const DAY = 86_400_000;
const lengths: Record<string, number> = {
  week: 7 * DAY,
  day: DAY,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const months: Record<string, number> = { year: 12, quarter: 3, month: 1 };
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function unitOf(name: string, value: Value): string {
  if (typeof value !== 'string' || !(value in lengths || value in months)) {
    throw new ServerError(
      'FailedToParse',
      `${name} parameter 'unit' value cannot be recognized as a time unit: ${String(value)}`,
    );
  }
  return value;
}

export function addToDate(date: Date, unit: string, amount: number, timezone?: string): Date {
  if (unit in months) {
    const f = fields(date, timezone);
    const month = f.year * 12 + f.month - 1 + amount * months[unit]!;
    const [year, index] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
    // The last day of a shorter month stands for days that it lacks.
    const last = new Date(utc(year, index + 2, 0, 0, 0, 0, 0)).getUTCDate();
    return fromFields({ ...f, year, month: index + 1, day: Math.min(f.day, last) }, timezone);
  }
  if ((unit === 'day' || unit === 'week') && timezone) {
    const local = date.getTime() + offsetAt(date.getTime(), timezone);
    return moment(local + amount * lengths[unit]!, timezone);
  }
  return new Date(date.getTime() + amount * lengths[unit]!);
}

const shift = (name: string, sign: 1 | -1): Operator =>
  named(
    name,
    ['startDate', 'unit', 'amount'],
    ['timezone'],
    ({ startDate, unit, amount, timezone }) => {
      if (nullish(startDate) || nullish(unit) || nullish(amount) || timezone === null) return null;
      const count = isNumeric(amount) ? toInteger(amount) : undefined;
      if (count === undefined)
        throw new ServerError(5166405, `${name} expects integer amount of time units`);
      return addToDate(asDate(startDate), unitOf(name, unit), sign * count, zoneOf(timezone));
    },
  );

function weekStart(value: Value): number {
  const name = String(value ?? 'sunday').toLowerCase();
  const index = weekdays.findIndex((day) => day === name || day.slice(0, 3) === name);
  if (index < 0)
    throw new ServerError(
      'FailedToParse',
      `parameter 'startOfWeek' value cannot be recognized as a day of a week: ${name}`,
    );
  return index;
}

/** How many boundaries of the unit lie between. */
function difference(
  from: Date,
  to: Date,
  unit: string,
  timezone: string | undefined,
  start: number,
): number {
  const [a, b] = [fields(from, timezone), fields(to, timezone)];
  if (unit in months) {
    const size = months[unit]!;
    return (
      Math.floor((b.year * 12 + b.month - 1) / size) -
      Math.floor((a.year * 12 + a.month - 1) / size)
    );
  }
  const dayNumber = (f: Fields): number => utc(f.year, f.month, f.day, 0, 0, 0, 0) / DAY;
  if (unit === 'day') return dayNumber(b) - dayNumber(a);
  if (unit === 'week') {
    const weekNumber = (f: Fields): number =>
      Math.floor((dayNumber(f) - ((weekday(f) - start + 7) % 7)) / 7);
    return (
      Math.round(
        (dayNumber(b) -
          ((weekday(b) - start + 7) % 7) -
          dayNumber(a) +
          ((weekday(a) - start + 7) % 7)) /
          7,
      ) || weekNumber(b) - weekNumber(a)
    );
  }
  const size = lengths[unit]!;
  const local = (date: Date): number => date.getTime() + offsetAt(date.getTime(), timezone);
  return Math.floor(local(to) / size) - Math.floor(local(from) / size);
}

/** Bins are counted from 2000-01-01, as the server does. */
export function truncate(
  date: Date,
  unit: string,
  size: number,
  timezone: string | undefined,
  start: number,
): Date {
  const f = fields(date, timezone);
  if (unit in months) {
    const span = months[unit]! * size;
    const month = Math.floor((f.year * 12 + f.month - 1 - 2000 * 12) / span) * span + 2000 * 12;
    return fromFields(
      {
        year: Math.floor(month / 12),
        month: (month % 12) + 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        millisecond: 0,
      },
      timezone,
    );
  }
  const local = date.getTime() + offsetAt(date.getTime(), timezone);
  let reference = utc(2000, 1, 1, 0, 0, 0, 0);
  if (unit === 'week') {
    // The first such weekday of the year 2000, which began on a Saturday.
    reference += ((start - 6 + 7) % 7) * DAY;
  }
  const span = lengths[unit]! * size;
  return moment(Math.floor((local - reference) / span) * span + reference, timezone);
}

export const dates: Record<string, Operator> = {
  $year: part('$year', (f) => f.year),
  $month: part('$month', (f) => f.month),
  $dayOfMonth: part('$dayOfMonth', (f) => f.day),
  $hour: part('$hour', (f) => f.hour),
  $minute: part('$minute', (f) => f.minute),
  $second: part('$second', (f) => f.second),
  $millisecond: part('$millisecond', (f) => f.millisecond),
  $dayOfYear: part('$dayOfYear', dayOfYear),
  $dayOfWeek: part('$dayOfWeek', (f) => weekday(f) + 1),
  $week: part('$week', week),
  $isoWeek: part('$isoWeek', (f) => isoWeek(f).week),
  $isoWeekYear: part('$isoWeekYear', (f) => isoWeek(f).year),
  $isoDayOfWeek: part('$isoDayOfWeek', (f) => isoWeek(f).day),
  $dateAdd: shift('$dateAdd', 1),
  $dateSubtract: shift('$dateSubtract', -1),
  $dateDiff: named(
    '$dateDiff',
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
    (v) => {
      if (nullish(v.startDate) || nullish(v.endDate) || nullish(v.unit) || v.timezone === null)
        return null;
      return BigInt(
        difference(
          asDate(v.startDate),
          asDate(v.endDate),
          unitOf('$dateDiff', v.unit),
          zoneOf(v.timezone),
          weekStart(v.startOfWeek),
        ),
      );
    },
  ),
  $dateTrunc: named('$dateTrunc', ['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], (v) => {
    if (nullish(v.date) || nullish(v.unit) || v.binSize === null || v.timezone === null)
      return null;
    const size = v.binSize === undefined ? 1 : toNumber(v.binSize);
    if (!Number.isInteger(size) || size <= 0)
      throw new ServerError(5439017, "$dateTrunc requires 'binSize' to be greater than 0");
    return truncate(
      asDate(v.date),
      unitOf('$dateTrunc', v.unit),
      size,
      zoneOf(v.timezone),
      weekStart(v.startOfWeek),
    );
  }),
  $dateToString: named('$dateToString', ['date'], ['format', 'timezone', 'onNull'], (v) => {
    if (nullish(v.date)) return 'onNull' in v ? v.onNull : null;
    if (('format' in v && nullish(v.format)) || ('timezone' in v && nullish(v.timezone)))
      return null;
    const zone = zoneOf(v.timezone);
    const format =
      v.format ??
      (!zone || zone === 'UTC' || zone === 'GMT'
        ? '%Y-%m-%dT%H:%M:%S.%LZ'
        : '%Y-%m-%dT%H:%M:%S.%L');
    return formatDate(asDate(v.date), format, zone);
  }),
  $dateFromString: (operand, compiler) => {
    const compute = named('$dateFromString', ['dateString'], ['format', 'timezone'], (v) => {
      if (nullish(v.dateString)) return undefined;
      if (v.format === null || v.timezone === null) return null;
      if (typeof v.dateString !== 'string') {
        throw new ServerError(
          'ConversionFailure',
          `$dateFromString requires that 'dateString' be a string, found: ${typeName(v.dateString)} with value ${String(v.dateString)}`,
        );
      }
      return parseDate(v.dateString, v.format, zoneOf(v.timezone));
    });
    const { onError, onNull, ...rest } = isDocument(operand)
      ? operand
      : ({ dateString: operand } as Document);
    const main = compute(rest, compiler);
    const failed = onError === undefined ? undefined : compiler.compile(onError);
    const empty = onNull === undefined ? undefined : compiler.compile(onNull);
    return (scope) => {
      try {
        const value = main(scope);
        return value === undefined ? (empty?.(scope) ?? null) : value;
      } catch (error) {
        if (failed && error instanceof ServerError && error.code === 241) return failed(scope);
        throw error;
      }
    };
  },
  $dateFromParts: named(
    '$dateFromParts',
    [],
    [
      'year',
      'isoWeekYear',
      'month',
      'isoWeek',
      'day',
      'isoDayOfWeek',
      'hour',
      'minute',
      'second',
      'millisecond',
      'timezone',
    ],
    (v) => {
      if (Object.values(v).some((value) => value === null)) return null;
      const number = (name: string, none: number): number => {
        if (v[name] === undefined) return none;
        const value = isNumeric(v[name]) ? toInteger(v[name]) : undefined;
        if (value === undefined)
          throw new ServerError(
            40515,
            `'${name}' must evaluate to an integer, found ${typeName(v[name])}`,
          );
        return value;
      };
      const time = [
        number('hour', 0),
        number('minute', 0),
        number('second', 0),
        number('millisecond', 0),
      ] as const;
      const zone = zoneOf(v.timezone);
      if ('isoWeekYear' in v) {
        const fourth = new Date(utc(number('isoWeekYear', 1970), 1, 4, 0, 0, 0, 0));
        const monday = 4 - ((fourth.getUTCDay() || 7) - 1);
        const day = monday + (number('isoWeek', 1) - 1) * 7 + number('isoDayOfWeek', 1) - 1;
        return moment(utc(number('isoWeekYear', 1970), 1, day, ...time), zone);
      }
      if (!('year' in v))
        throw new ServerError(
          40516,
          "$dateFromParts requires either 'year' or 'isoWeekYear' to be present",
        );
      return moment(utc(number('year', 1970), number('month', 1), number('day', 1), ...time), zone);
    },
  ),
  $dateToParts: (operand, compiler) => {
    const iso = isDocument(operand) && operand.iso8601 === true;
    return named('$dateToParts', ['date'], ['timezone', 'iso8601'], (v) => {
      if (nullish(v.date) || v.timezone === null) return null;
      const f = fields(asDate(v.date), zoneOf(v.timezone));
      const { hour, minute, second, millisecond } = f;
      if (!iso)
        return { year: f.year, month: f.month, day: f.day, hour, minute, second, millisecond };
      const w = isoWeek(f);
      return {
        isoWeekYear: w.year,
        isoWeek: w.week,
        isoDayOfWeek: w.day,
        hour,
        minute,
        second,
        millisecond,
      };
    })(operand, compiler);
  },
  $tsSecond: unary('$tsSecond', (value) =>
    nullish(value) ? null : BigInt((value as Timestamp).getHighBitsUnsigned()),
  ),
  $tsIncrement: unary('$tsIncrement', (value) =>
    nullish(value) ? null : BigInt((value as Timestamp).getLowBitsUnsigned()),
  ),
};
