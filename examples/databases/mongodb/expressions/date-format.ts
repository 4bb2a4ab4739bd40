import { ServerError } from '../errors.ts';

/** Dates in time zones, and as text. */

export interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

const zones = new Map<string, Intl.DateTimeFormat>();

function zone(name: string): Intl.DateTimeFormat {
  let format = zones.get(name);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        era: 'short',
      });
    } catch {
      throw new ServerError(40485, `unrecognized time zone identifier: "${name}"`);
    }
    zones.set(name, format);
  }
  return format;
}

/** Milliseconds that a zone is ahead of UTC at a time. */
export function offsetAt(time: number, timezone: string | undefined): number {
  if (!timezone || timezone === 'UTC' || timezone === 'GMT' || timezone === 'Z') return 0;
  const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(timezone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
    return (fixed[1] === '-' ? -minutes : minutes) * 60_000;
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of zone(timezone).formatToParts(time)) parts[type] = value;
  const year = parts.era?.startsWith('B') ? 1 - Number(parts.year) : Number(parts.year);
  const local = utc(
    year,
    Number(parts.month),
    Number(parts.day),
    Number(parts.hour),
    Number(parts.minute),
    Number(parts.second),
    0,
  );
  return local - Math.floor(time / 1000) * 1000;
}

/** `Date.UTC` without its special meaning of the years 0 to 99. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

export function fields(date: Date, timezone?: string): Fields {
  const local = new Date(date.getTime() + offsetAt(date.getTime(), timezone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  };
}

/** A local time of a zone as a moment. */
export function moment(local: number, timezone?: string): Date {
  const guess = local - offsetAt(local, timezone);
  return new Date(local - offsetAt(guess, timezone));
}

export const fromFields = (f: Fields, timezone?: string): Date =>
  moment(utc(f.year, f.month, f.day, f.hour, f.minute, f.second, f.millisecond), timezone);

const DAY = 86_400_000;

export function dayOfYear({ year, month, day }: Fields): number {
  return Math.round((utc(year, month, day, 0, 0, 0, 0) - utc(year, 1, 1, 0, 0, 0, 0)) / DAY) + 1;
}

/** Sunday is 0. */
export const weekday = ({ year, month, day }: Fields): number =>
  new Date(utc(year, month, day, 0, 0, 0, 0)).getUTCDay();

/** ISO 8601: weeks begin on Monday, the first holds the year's first Thursday. */
export function isoWeek(f: Fields): { week: number; year: number; day: number } {
  const day = weekday(f) || 7;
  const thursday = new Date(utc(f.year, f.month, f.day + 4 - day, 0, 0, 0, 0));
  const year = thursday.getUTCFullYear();
  return {
    day,
    year,
    week: Math.floor((thursday.getTime() - utc(year, 1, 1, 0, 0, 0, 0)) / DAY / 7) + 1,
  };
}

/** Weeks that begin on Sunday; days before the first Sunday are in week 0. */
export const week = (f: Fields): number => Math.floor((dayOfYear(f) - 1 + 7 - weekday(f)) / 7);

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const pad = (value: number, length: number): string => String(value).padStart(length, '0');

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/dateToString/ */
export function formatDate(date: Date, format: string, timezone?: string): string {
  const f = fields(date, timezone);
  return format.replace(/%(.?)/gs, (_, letter: string) => {
    switch (letter) {
      case 'Y':
        if (f.year < 0 || f.year > 9999)
          throw new ServerError(
            18537,
            `$dateToString is only defined on year 0-9999, tried to use year ${f.year}`,
          );
        return pad(f.year, 4);
      case 'm':
        return pad(f.month, 2);
      case 'd':
        return pad(f.day, 2);
      case 'H':
        return pad(f.hour, 2);
      case 'M':
        return pad(f.minute, 2);
      case 'S':
        return pad(f.second, 2);
      case 'L':
        return pad(f.millisecond, 3);
      case 'j':
        return pad(dayOfYear(f), 3);
      case 'w':
        return String(weekday(f) + 1);
      case 'u':
        return String(isoWeek(f).day);
      case 'U':
        return pad(week(f), 2);
      case 'V':
        return pad(isoWeek(f).week, 2);
      case 'G':
        return pad(isoWeek(f).year, 4);
      case 'b':
        return months[f.month - 1]!.slice(0, 3);
      case 'B':
        return months[f.month - 1]!;
      case 'z':
      case 'Z': {
        const minutes = offsetAt(date.getTime(), timezone) / 60_000;
        if (letter === 'Z') return String(minutes >= 0 ? `+${minutes}` : minutes);
        return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60), 2)}${pad(Math.abs(minutes) % 60, 2)}`;
      }
      case '%':
        return '%';
      default:
        throw new ServerError(18536, `Invalid format character '%${letter}' in format string`);
    }
  });
}

const patterns: Record<string, string> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  L: '(?<L>\\d{1,3})',
  z: '(?<z>[+-]\\d\\d:?\\d\\d|Z|UTC|GMT)',
  j: '(?<j>\\d{1,3})',
  b: '(?<b>[A-Za-z]{3})',
  B: '(?<B>[A-Za-z]+)',
  '%': '%',
};

const failure = (text: string): ServerError =>
  new ServerError('ConversionFailure', `Error parsing date string '${text}'`);

export function parseDate(text: string, format?: string, timezone?: string): Date {
  const none = { Y: '', m: '1', d: '1', H: '0', M: '0', S: '0', L: '0' } as Record<
    string,
    string | undefined
  >;
  let found: Record<string, string | undefined>;
  if (format === undefined) {
    const match =
      /^\s*(?<Y>\d{4})-(?<m>\d{1,2})(?:-(?<d>\d{1,2}))?(?:[T ](?<H>\d{1,2}):(?<M>\d{2})(?::(?<S>\d{2})(?:[.,](?<L>\d{1,9}))?)?)?\s*(?<z>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?\s*$/.exec(
        text,
      );
    if (!match) throw failure(text);
    found = match.groups!;
  } else {
    const source = format.replace(/%(.)|[.*+?^${}()|[\]\\]/gs, (whole, letter?: string) => {
      if (letter === undefined) return `\\${whole}`;
      const pattern = patterns[letter];
      if (!pattern)
        throw new ServerError(18536, `Invalid format character '%${letter}' in format string`);
      return pattern;
    });
    const match = new RegExp(`^${source}$`).exec(text);
    if (!match) throw failure(text);
    found = match.groups ?? {};
  }
  const part = (name: string): number => Number(found[name] ?? none[name]);
  let month = part('m');
  const name = found.b ?? found.B;
  if (name) {
    month = months.findIndex((known) => known.toLowerCase().startsWith(name.toLowerCase())) + 1;
    if (month === 0) throw failure(text);
  }
  if (!found.Y)
    throw new ServerError(
      'ConversionFailure',
      `an incomplete date/time string has been found, with elements missing: "${text}"`,
    );
  const ms = found.L === undefined ? 0 : Math.trunc(Number(`0.${found.L}`) * 1000 + 1e-6);
  const day = found.j === undefined ? part('d') : Number(found.j);
  const local = utc(
    part('Y'),
    found.j === undefined ? month : 1,
    day,
    part('H'),
    part('M'),
    part('S'),
    ms,
  );
  const check = new Date(local);
  if (
    found.j === undefined &&
    (check.getUTCMonth() + 1 !== month ||
      check.getUTCDate() !== day ||
      part('H') > 23 ||
      part('M') > 59 ||
      part('S') > 59)
  ) {
    throw failure(text);
  }
  if (found.z && timezone) {
    throw new ServerError(
      'ConversionFailure',
      `you cannot pass in a date/time string with GMT offset together with a timezone argument`,
    );
  }
  const offset = found.z?.replace(/^([+-]\d\d)$/, '$1:00');
  return moment(local, offset ?? timezone);
}
