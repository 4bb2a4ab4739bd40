/** Dates and times. https://dev.mysql.com/doc/refman/8.4/en/date-and-time-literals.html */
import { MysqlError } from '../errors.ts';

export interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
  /** Whether it was written with a time of day. */
  timed: boolean;
}

const DAY_MICROS = 86_400_000_000;

export const daysInMonth = (year: number, month: number) =>
  new Date(Date.UTC(2000 + (((year % 400) + 400) % 400), month, 0)).getUTCDate();

/** Days since 1970-01-01; any year. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

export function ofDayNumber(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

export const dayOf = (m: Moment) => dayNumber(m.year, m.month, m.day);
export const microsOfDay = (m: Moment) =>
  ((m.hour * 60 + m.minute) * 60 + m.second) * 1_000_000 + m.micros;

export function moment(days: number, micros: number, timed = true): Moment | null {
  days += Math.floor(micros / DAY_MICROS);
  micros = ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
  const date = ofDayNumber(days);
  if (date.year < 0 || date.year > 9999) return null;
  const seconds = Math.floor(micros / 1_000_000);
  return {
    ...date,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros: micros % 1_000_000,
    timed,
  };
}

const written =
  /^\s*(\d{4}|\d{1,2})[-/.:](\d{1,2})[-/.:](\d{1,2})(?:(?:[T ]+)(\d{1,2})(?:[:](\d{1,2})(?:[:](\d{1,2})(?:\.(\d*))?)?)?)?([+-]\d\d:\d\d)?\s*$/;
const compact = /^\s*(\d{8}|\d{6})(?:T?(\d{2})(\d{2})(\d{2})(?:\.(\d*))?)?\s*$/;

export const fullYear = (text: string) =>
  text.length > 2 ? Number(text) : Number(text) + (Number(text) < 70 ? 2000 : 1900);

/** Reads a date or datetime. `null`: not one, or one that does not exist. */
export function parseMoment(value: string): Moment | null {
  const found = written.exec(value) ?? [];
  const offset = found[8];
  let [, year, month, day, hour, minute, second, fraction] = found;
  if (year === undefined) {
    const match = compact.exec(value);
    if (!match) return null;
    const digits = match[1]!;
    year = digits.slice(0, -4);
    month = digits.slice(-4, -2);
    day = digits.slice(-2);
    [, , hour, minute, second, fraction] = match;
  }
  const m: Moment = {
    year: fullYear(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    micros: 0,
    timed: hour !== undefined,
  };
  if (m.month < 1 || m.month > 12 || m.day < 1 || m.day > daysInMonth(m.year, m.month)) return null;
  if (m.hour > 23 || m.minute > 59 || m.second > 59) return null;
  if (offset && hour === undefined) return null;
  let micros = 0;
  if (fraction) micros = Math.round(Number(`0.${fraction}`) * 1_000_000);
  const shift = offset ? offsetMinutes(offset)! * 60_000_000 : 0;
  // A literal with an offset means that instant in the session's zone.
  if (offset)
    return fromUtc(moment(dayOf(m), microsOfDay(m) + micros - shift)!, sessionZone.current);
  return micros ? moment(dayOf(m), microsOfDay(m) + micros) : m;
}

const two = (n: number) => String(n).padStart(2, '0');

export const formatDate = (m: Moment) =>
  `${String(m.year).padStart(4, '0')}-${two(m.month)}-${two(m.day)}`;

const fractionText = (micros: number, scale: number) =>
  scale ? `.${String(micros).padStart(6, '0').slice(0, scale)}` : '';

/** Text with exactly `scale` digits of a fraction, rounded. */
export function formatDatetime(m: Moment, scale = 0): string {
  const unit = 10 ** (6 - scale);
  if (m.micros % unit) {
    m = moment(dayOf(m), Math.round(microsOfDay(m) / unit) * unit) ?? m;
  }
  return `${formatDate(m)} ${two(m.hour)}:${two(m.minute)}:${two(m.second)}${fractionText(m.micros, scale)}`;
}

const MAX_TIME = ((838 * 60 + 59) * 60 + 59) * 1_000_000;

/** TIME is held as microseconds. Reads `[-][D ]HH:MM[:SS[.f]]`, `HHMMSS` and the time of a datetime. */
export function parseTime(value: string): number | null {
  const text = value.trim();
  let match = /^(-?)(?:(\d{1,2}) +)?(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?$/.exec(text);
  if (!match) {
    const digits = /^(-?)(\d{1,7})(?:\.(\d*))?$/.exec(text);
    if (digits) {
      const all = digits[2]!.padStart(7, '0');
      match = [
        text,
        digits[1],
        undefined,
        all.slice(0, 3),
        all.slice(3, 5),
        all.slice(5),
        digits[3],
      ] as unknown as RegExpExecArray;
    } else {
      const m = parseMoment(text);
      return m?.timed ? microsOfDay(m) : null;
    }
  }
  const [, sign, days = '0', hours, minutes, seconds = '0', fraction] = match!;
  if (Number(minutes) > 59 || Number(seconds) > 59) return null;
  const total = (Number(days) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds);
  const micros = total * 1_000_000 + (fraction ? Math.round(Number(`0.${fraction}`) * 1e6) : 0);
  if (micros > MAX_TIME) return null;
  return sign ? -micros : micros;
}

export const clampTime = (micros: number) => Math.max(-MAX_TIME, Math.min(MAX_TIME, micros));

export function formatTime(micros: number, scale = 0): string {
  const unit = 10 ** (6 - scale);
  const rounded = Math.round(Math.abs(micros) / unit) * unit;
  const seconds = Math.floor(rounded / 1_000_000);
  const sign = micros < 0 && rounded ? '-' : '';
  return `${sign}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fractionText(rounded % 1_000_000, scale)}`;
}

/** The zone that conversions of the running statement use: one statement runs at a time. */
export const sessionZone = { current: 'SYSTEM' };

export function offsetMinutes(zone: string): number | null {
  const match = /^([+-])(\d{1,2}):(\d\d)$/.exec(zone);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > 14 * 60 || Number(match[3]) > 59) return null;
  return match[1] === '-' ? -minutes : minutes;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Checks a zone's name. SYSTEM is UTC here. */
export function checkZone(zone: string): string {
  if (/^system$/i.test(zone)) return 'SYSTEM';
  if (offsetMinutes(zone) !== null) return zone;
  try {
    if (/^[+-]/.test(zone)) throw new RangeError(zone);
    formatOf(zone);
    return zone;
  } catch {
    throw new MysqlError('ER_UNKNOWN_TIME_ZONE', zone);
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Minutes east of UTC at an instant. */
function offsetAt(zone: string, epochMs: number): number {
  if (zone === 'SYSTEM' || zone === 'UTC') return 0;
  const fixed = offsetMinutes(zone);
  if (fixed !== null) return fixed;
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const local = Date.UTC(
    parts.year!,
    parts.month! - 1,
    parts.day!,
    parts.hour!,
    parts.minute!,
    parts.second!,
  );
  return Math.round((local - Math.floor(epochMs / 1000) * 1000) / 60_000);
}

const epochMs = (m: Moment) => dayOf(m) * 86_400_000 + Math.floor(microsOfDay(m) / 1000);

export function fromUtc(m: Moment, zone: string): Moment {
  const offset = offsetAt(zone, epochMs(m));
  return offset ? moment(dayOf(m), microsOfDay(m) + offset * 60_000_000)! : m;
}

export function toUtc(m: Moment, zone: string): Moment {
  const guess = offsetAt(zone, epochMs(m));
  const offset = guess ? offsetAt(zone, epochMs(m) - guess * 60_000) : offsetAt(zone, epochMs(m));
  return offset ? moment(dayOf(m), microsOfDay(m) - offset * 60_000_000)! : m;
}

/** Now, in UTC, as a moment. */
export function utcNow(ms = Date.now()): Moment {
  return moment(
    Math.floor(ms / 86_400_000),
    (((ms % 86_400_000) + 86_400_000) % 86_400_000) * 1000,
  )!;
}

const monthUnits: Record<string, number> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
const microUnits: Record<string, number> = {
  MICROSECOND: 1,
  SECOND: 1e6,
  MINUTE: 60e6,
  HOUR: 3600e6,
  DAY: DAY_MICROS,
  WEEK: 7 * DAY_MICROS,
};
const compound: Record<string, [string, string[]]> = {
  SECOND_MICROSECOND: ['.', ['SECOND', 'MICROSECOND']],
  MINUTE_SECOND: [':', ['MINUTE', 'SECOND']],
  MINUTE_MICROSECOND: [':', ['MINUTE', 'SECOND', 'MICROSECOND']],
  HOUR_MINUTE: [':', ['HOUR', 'MINUTE']],
  HOUR_SECOND: [':', ['HOUR', 'MINUTE', 'SECOND']],
  HOUR_MICROSECOND: [':', ['HOUR', 'MINUTE', 'SECOND', 'MICROSECOND']],
  DAY_HOUR: [' ', ['DAY', 'HOUR']],
  DAY_MINUTE: [' ', ['DAY', 'HOUR', 'MINUTE']],
  DAY_SECOND: [' ', ['DAY', 'HOUR', 'MINUTE', 'SECOND']],
  DAY_MICROSECOND: [' ', ['DAY', 'HOUR', 'MINUTE', 'SECOND', 'MICROSECOND']],
  YEAR_MONTH: ['-', ['YEAR', 'MONTH']],
};

/** An interval as months, days and microseconds. */
export function interval(value: string, unit: string): { months: number; micros: number } {
  const sum = { months: 0, micros: 0 };
  const put = (n: number, each: string) => {
    if (monthUnits[each]) sum.months += Math.round(n) * monthUnits[each];
    else sum.micros += each === 'SECOND' ? Math.round(n * 1e6) : Math.round(n) * microUnits[each]!;
  };
  const parts = compound[unit];
  if (!parts) put(Number.parseFloat(value) || 0, unit);
  else {
    const sign = /^\s*-/.test(value) ? -1 : 1;
    const numbers = value.match(/\d+/g) ?? [];
    const units = parts[1].slice(-numbers.length);
    numbers.forEach((n, i) => {
      const micro = units[i] === 'MICROSECOND' ? n.padEnd(6, '0') : n;
      if (units[i]) put(sign * Number(micro), units[i]);
    });
  }
  return sum;
}

export function addInterval(m: Moment, by: { months: number; micros: number }): Moment | null {
  let { year, month, day } = m;
  if (by.months) {
    const total = year * 12 + month - 1 + by.months;
    year = Math.floor(total / 12);
    month = (total % 12) + 1;
    if (year < 0 || year > 9999) return null;
    day = Math.min(day, daysInMonth(year, month));
  }
  return moment(dayNumber(year, month, day), microsOfDay(m) + by.micros, m.timed);
}
