/** https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html */
import { MysqlError } from '../errors.ts';
import type { Value } from '../values/convert.ts';
import { textOf } from '../values/convert.ts';
import * as dec from '../values/decimal.ts';
import {
  addInterval,
  checkZone,
  clampTime,
  dayNumber,
  dayOf,
  daysInMonth,
  formatDate,
  formatDatetime,
  formatTime,
  fromUtc,
  interval,
  microsOfDay,
  moment,
  ofDayNumber,
  parseMoment,
  parseTime,
  sessionZone,
  toUtc,
  utcNow,
  type Moment,
} from '../values/temporal.ts';
import { date, datetime, decimal, int, text, time, varchar, type Type } from '../values/types.ts';
import { running, type FunctionTable } from './define.ts';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const two = (n: number) => String(n).padStart(2, '0');

function read(value: Value | undefined): Moment | null {
  const m = parseMoment(textOf(value!));
  if (!m) {
    const message = new MysqlError('ER_TRUNCATED_WRONG_VALUE', 'datetime', textOf(value!));
    if (running.current.strictWrite) throw message;
    running.current.warn(message.message, 1292);
  }
  return m;
}
const part = (f: (m: Moment) => number) => ({
  takes: 't',
  gives: int(),
  call: (v: Value | undefined) => {
    const m = read(v);
    return m ? f(m) : null;
  },
});
const timePart = (f: (micros: number) => number) => ({
  takes: 's',
  gives: int(),
  call: (v: Value | undefined) => {
    const micros = parseTime(textOf(v!));
    return micros === null ? null : f(Math.abs(micros));
  },
});

const weekday = (m: Moment) => (((dayOf(m) + 3) % 7) + 7) % 7;
const dayOfYear = (m: Moment) => dayOf(m) - dayNumber(m.year, 1, 1) + 1;

/** https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html#function_week */
function week(m: Moment, mode: number): { week: number; year: number } {
  const monday = !!(mode & 1);
  const zeroAllowed = !(mode & 2);
  // Modes 1, 3, 4 and 6: week 1 has four days or more.
  const four = [1, 3, 4, 6].includes(mode);
  const firstOf = (year: number) => {
    const first = dayNumber(year, 1, 1);
    const offset = monday ? (((first + 3) % 7) + 7) % 7 : (((first + 4) % 7) + 7) % 7;
    if (four) return offset <= 3 ? first - offset : first + 7 - offset;
    return offset === 0 ? first : first + 7 - offset;
  };
  const day = dayOf(m);
  if (day < firstOf(m.year)) {
    if (zeroAllowed) return { week: 0, year: m.year };
    return { week: Math.floor((day - firstOf(m.year - 1)) / 7) + 1, year: m.year - 1 };
  }
  if (!zeroAllowed && day >= firstOf(m.year + 1)) return { week: 1, year: m.year + 1 };
  return { week: Math.floor((day - firstOf(m.year)) / 7) + 1, year: m.year };
}

function dateFormat(m: Moment, format: string): string {
  const h12 = m.hour % 12 || 12;
  const half = m.hour < 12 ? 'AM' : 'PM';
  const codes: Record<string, () => string | number> = {
    a: () => days[weekday(m)]!.slice(0, 3),
    b: () => months[m.month - 1]!.slice(0, 3),
    c: () => m.month,
    D: () =>
      `${m.day}${m.day % 100 >= 11 && m.day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][m.day % 10] ?? 'th')}`,
    d: () => two(m.day),
    e: () => m.day,
    f: () => String(m.micros).padStart(6, '0'),
    H: () => two(m.hour),
    h: () => two(h12),
    I: () => two(h12),
    i: () => two(m.minute),
    j: () => String(dayOfYear(m)).padStart(3, '0'),
    k: () => m.hour,
    l: () => h12,
    M: () => months[m.month - 1]!,
    m: () => two(m.month),
    p: () => half,
    r: () => `${two(h12)}:${two(m.minute)}:${two(m.second)} ${half}`,
    S: () => two(m.second),
    s: () => two(m.second),
    T: () => `${two(m.hour)}:${two(m.minute)}:${two(m.second)}`,
    U: () => two(week(m, 0).week),
    u: () => two(week(m, 1).week),
    V: () => two(week(m, 2).week),
    v: () => two(week(m, 3).week),
    W: () => days[weekday(m)]!,
    w: () => (weekday(m) + 1) % 7,
    X: () => String(week(m, 2).year).padStart(4, '0'),
    x: () => String(week(m, 3).year).padStart(4, '0'),
    Y: () => String(m.year).padStart(4, '0'),
    y: () => two(m.year % 100),
    '%': () => '%',
  };
  return format.replace(/%(.)/gs, (_, code: string) => String(codes[code]?.() ?? code));
}

function strToDate(s: string, format: string): Value {
  const fields: Record<string, number> = {};
  let pattern = '';
  const names: string[] = [];
  const number: Record<string, [string, string]> = {
    Y: ['year', '\\d{4}'],
    y: ['year2', '\\d{1,2}'],
    m: ['month', '\\d{1,2}'],
    c: ['month', '\\d{1,2}'],
    d: ['day', '\\d{1,2}'],
    e: ['day', '\\d{1,2}'],
    H: ['hour', '\\d{1,2}'],
    k: ['hour', '\\d{1,2}'],
    h: ['hour12', '\\d{1,2}'],
    I: ['hour12', '\\d{1,2}'],
    l: ['hour12', '\\d{1,2}'],
    i: ['minute', '\\d{1,2}'],
    s: ['second', '\\d{1,2}'],
    S: ['second', '\\d{1,2}'],
    f: ['micros', '\\d{1,6}'],
    b: ['monthName', '[A-Za-z]{3}'],
    M: ['monthName', '[A-Za-z]+'],
    p: ['half', '[AaPp][Mm]'],
    W: ['', '[A-Za-z]+'],
    a: ['', '[A-Za-z]{3}'],
  };
  const expanded = format.replace('%T', '%H:%i:%s').replace('%r', '%h:%i:%s %p');
  for (let i = 0; i < expanded.length; i++) {
    if (expanded[i] === '%' && number[expanded[i + 1]!]) {
      const [name, source] = number[expanded[++i]!]!;
      names.push(name);
      pattern += `(${source})`;
    } else
      pattern +=
        expanded[i] === ' ' ? '\\s*' : expanded[i]!.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  const match = new RegExp(`^\\s*${pattern}`).exec(s);
  if (!match) return null;
  let pm: boolean | undefined;
  names.forEach((name, i) => {
    const value = match[i + 1]!;
    if (name === 'monthName')
      fields.month = months.findIndex((m) => m.toLowerCase().startsWith(value.toLowerCase())) + 1;
    else if (name === 'half') pm = /^p/i.test(value);
    else if (name === 'year2') fields.year = Number(value) + (Number(value) < 70 ? 2000 : 1900);
    else if (name === 'micros') fields.micros = Number(value.padEnd(6, '0'));
    else fields[name] = Number(value);
  });
  if (fields.hour12 !== undefined) fields.hour = (fields.hour12 % 12) + (pm ? 12 : 0);
  const timed = fields.hour !== undefined || fields.minute !== undefined;
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0 } = fields;
  if (!names.some((n) => n.startsWith('year')))
    return timed ? formatTime(((hour * 60 + minute) * 60 + second) * 1e6, 0) : null;
  const m = parseMoment(
    `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`,
  );
  if (!m) return null;
  return timed ? formatDatetime({ ...m, micros }, names.includes('micros') ? 6 : 0) : formatDate(m);
}

const add =
  (sign: 1 | -1) =>
  (
    v: Value | undefined,
    n: Value | undefined,
    unit: Value | undefined,
    scale: Value | undefined,
  ): Value => {
    const m = read(v);
    if (!m) return null;
    const by = interval(textOf(n!), textOf(unit!));
    const result = addInterval(m, { months: sign * by.months || 0, micros: sign * by.micros || 0 });
    if (!result) return null;
    return Number(scale) < 0 ? formatDate(result) : formatDatetime(result, Number(scale));
  };

function monthsBetween(a: Moment, b: Moment): number {
  const sign = dayOf(b) * 864e8 + microsOfDay(b) >= dayOf(a) * 864e8 + microsOfDay(a) ? 1 : -1;
  const [from, to] = sign > 0 ? [a, b] : [b, a];
  let n = (to.year - from.year) * 12 + to.month - from.month;
  if (to.day < from.day || (to.day === from.day && microsOfDay(to) < microsOfDay(from))) n--;
  return sign * n || 0;
}

function difference(unit: string, a: Moment, b: Moment): number | bigint {
  const perMonth: Record<string, number> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
  if (perMonth[unit]) return Math.trunc(monthsBetween(a, b) / perMonth[unit]) || 0;
  const micros =
    BigInt(dayOf(b) - dayOf(a)) * 86_400_000_000n + BigInt(microsOfDay(b) - microsOfDay(a));
  const sizes: Record<string, bigint> = {
    MICROSECOND: 1n,
    SECOND: 1_000_000n,
    MINUTE: 60_000_000n,
    HOUR: 3_600_000_000n,
    DAY: 86_400_000_000n,
    WEEK: 604_800_000_000n,
  };
  return Number(micros / sizes[unit]!);
}

export function extract(unit: string, m: Moment): number | null {
  const all: Record<string, number> = {
    MICROSECOND: m.micros,
    SECOND: m.second,
    MINUTE: m.minute,
    HOUR: m.hour,
    DAY: m.day,
    WEEK: week(m, 0).week,
    MONTH: m.month,
    QUARTER: Math.ceil(m.month / 3),
    YEAR: m.year,
    YEAR_MONTH: m.year * 100 + m.month,
    DAY_HOUR: m.day * 100 + m.hour,
    DAY_MINUTE: m.day * 10_000 + m.hour * 100 + m.minute,
    HOUR_MINUTE: m.hour * 100 + m.minute,
    HOUR_SECOND: m.hour * 10_000 + m.minute * 100 + m.second,
    MINUTE_SECOND: m.minute * 100 + m.second,
    DAY_SECOND: ((m.day * 100 + m.hour) * 100 + m.minute) * 100 + m.second,
  };
  return all[unit] ?? null;
}

const localNow = () => fromUtc(utcNow(running.current.now), sessionZone.current);
export const now = { local: localNow, utc: () => utcNow(running.current.now) };
const scaleOf = (types: Type[], at = 0): number =>
  types[at]?.scale ?? (types[at]?.kind === 'string' ? 6 : 0);

export const temporalFunctions: FunctionTable = {
  '~NOW': {
    takes: 'i',
    gives: datetime(),
    impure: true,
    call: (scale) =>
      formatDatetime(
        {
          ...localNow(),
          micros:
            Math.trunc(localNow().micros / 10 ** (6 - Number(scale))) * 10 ** (6 - Number(scale)),
        },
        Number(scale),
      ),
  },
  '~SYSDATE': {
    takes: 'i',
    gives: datetime(),
    impure: true,
    call: (scale) => formatDatetime(fromUtc(utcNow(), sessionZone.current), Number(scale)),
  },
  '~UTC_NOW': {
    takes: 'i',
    gives: datetime(),
    impure: true,
    call: (scale) =>
      formatDatetime({ ...now.utc(), micros: Number(scale) ? now.utc().micros : 0 }, Number(scale)),
  },
  '~TODAY': { takes: '', gives: date, impure: true, call: () => formatDate(localNow()) },
  '~UTC_TODAY': { takes: '', gives: date, impure: true, call: () => formatDate(now.utc()) },
  '~TIME_NOW': {
    takes: 'i',
    gives: time(),
    impure: true,
    call: (scale) => {
      const unit = 10 ** (6 - Number(scale));
      return Math.trunc(microsOfDay(localNow()) / unit) * unit;
    },
  },
  '~LOCAL': {
    takes: 'ai',
    gives: datetime(),
    impure: true,
    call: (v, scale) => {
      const m = parseMoment(textOf(v!));
      return m ? formatDatetime(fromUtc(m, sessionZone.current), Number(scale)) : v!;
    },
  },
  '~MOMENT': {
    takes: 'ai',
    gives: datetime(),
    impure: true,
    call: (v, scale) => {
      const m = read(v);
      return m ? formatDatetime(m, Number(scale)) : null;
    },
  },
  '~DAY': {
    takes: 'a',
    gives: date,
    impure: true,
    call: (v) => {
      const m = read(v);
      return m ? formatDate(m) : null;
    },
  },
  '~MICROS': { takes: 's', gives: time(), call: (v) => parseTime(textOf(v!)) },
  '~MICROS_OF_MOMENT': {
    takes: 'a',
    gives: time(),
    call: (v) => {
      const m = parseMoment(textOf(v!));
      return m ? microsOfDay(m) : null;
    },
  },
  '~TIME_TEXT': {
    takes: 'ai',
    gives: text,
    call: (v, scale) => formatTime(Number(v), Number(scale)),
  },
  '~MOMENT_OF_TIME': {
    takes: 'ai',
    gives: datetime(),
    impure: true,
    call: (v, scale) => formatDatetime(moment(dayOf(localNow()), Number(v))!, Number(scale)),
  },
  '~DATE_NUMBER': {
    takes: 'a',
    gives: decimal(20, 6),
    call: (v) => textOf(v!).replace(/[-: ]/g, ''),
  },
  '~TIME_NUMBER': {
    takes: 'ai',
    gives: decimal(20, 6),
    call: (v, scale) => formatTime(Number(v), Number(scale)).replace(/:/g, ''),
  },
  '~DATE_ADD': { takes: 'assi', gives: datetime(), impure: true, call: add(1) },
  '~DATE_SUB': { takes: 'assi', gives: datetime(), impure: true, call: add(-1) },
  '~TIME_ADD': {
    takes: 'asai',
    gives: time(),
    call: (v, n, sign, unit) =>
      clampTime(Number(v) + Number(sign) * interval(textOf(n!), textOf(unit!)).micros),
  },
  '~EXTRACT': {
    takes: 'st',
    gives: int(),
    impure: true,
    call: (unit, v) => {
      const m = read(v);
      return m ? extract(textOf(unit!), m) : null;
    },
  },
  '~EXTRACT_TIME': {
    takes: 'sa',
    gives: int(),
    call: (unit, v) => {
      const micros = Number(v);
      const m = moment(0, Math.abs(micros))!;
      m.hour = Math.floor(Math.abs(micros) / 36e8);
      const n = extract(textOf(unit!), m);
      return n && micros < 0 ? -n : n;
    },
  },
  YEAR: part((m) => m.year),
  MONTH: part((m) => m.month),
  DAY: part((m) => m.day),
  QUARTER: part((m) => Math.ceil(m.month / 3)),
  DAYOFWEEK: part((m) => ((weekday(m) + 1) % 7) + 1),
  WEEKDAY: part(weekday),
  DAYOFYEAR: part(dayOfYear),
  TO_DAYS: part((m) => dayOf(m) + 719_528),
  TO_SECONDS: part((m) => (dayOf(m) + 719_528) * 86_400 + Math.floor(microsOfDay(m) / 1e6)),
  HOUR: timePart((t) => Math.floor(t / 36e8)),
  MINUTE: timePart((t) => Math.floor(t / 6e7) % 60),
  SECOND: timePart((t) => Math.floor(t / 1e6) % 60),
  MICROSECOND: timePart((t) => t % 1e6),
  TIME_TO_SEC: timePart((t) => Math.floor(t / 1e6)),
  SEC_TO_TIME: { takes: 'd', gives: time(), call: (n) => clampTime(Math.round(Number(n) * 1e6)) },
  MAKETIME: {
    takes: 'iid',
    gives: time(),
    call: (h, m, s) =>
      Number(m) > 59 || Number(s) >= 60 || Number(m) < 0 || Number(s) < 0
        ? null
        : clampTime((Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1e6),
  },
  MAKEDATE: {
    takes: 'ii',
    gives: date,
    call: (y, n) =>
      Number(n) < 1
        ? null
        : formatDate({
            ...ofDayNumber(dayNumber(Number(y), 1, 1) + Number(n) - 1),
            hour: 0,
            minute: 0,
            second: 0,
            micros: 0,
            timed: false,
          }),
  },
  FROM_DAYS: {
    takes: 'i',
    gives: date,
    call: (n) => {
      const m = moment(Number(n) - 719_528, 0);
      return m ? formatDate(m) : null;
    },
  },
  WEEK: {
    takes: 'ti',
    least: 1,
    gives: int(),
    call: (v, mode) => {
      const m = read(v);
      return m ? week(m, Number(mode ?? 0) & 7).week : null;
    },
  },
  WEEKOFYEAR: part((m) => week(m, 3).week),
  YEARWEEK: {
    takes: 'ti',
    least: 1,
    gives: int(),
    call: (v, mode) => {
      const m = read(v);
      if (!m) return null;
      const w = week(m, (Number(mode ?? 0) & 7) | 2);
      return w.year * 100 + w.week;
    },
  },
  DAYNAME: {
    takes: 't',
    gives: varchar(9),
    call: (v) => {
      const m = read(v);
      return m ? days[weekday(m)]! : null;
    },
  },
  MONTHNAME: {
    takes: 't',
    gives: varchar(9),
    call: (v) => {
      const m = read(v);
      return m ? months[m.month - 1]! : null;
    },
  },
  LAST_DAY: {
    takes: 't',
    gives: date,
    call: (v) => {
      const m = read(v);
      return m ? formatDate({ ...m, day: daysInMonth(m.year, m.month) }) : null;
    },
  },
  DATEDIFF: {
    takes: 'tt',
    gives: int(),
    call: (a, b) => {
      const [x, y] = [read(a), read(b)];
      return x && y ? dayOf(x) - dayOf(y) : null;
    },
  },
  TIMESTAMPDIFF: {
    takes: 'stt',
    gives: int(),
    call: (unit, a, b) => {
      const [x, y] = [read(a), read(b)];
      return x && y ? difference(textOf(unit!), x, y) : null;
    },
  },
  TIMEDIFF: {
    takes: 'ss',
    gives: time(6),
    call: (a, b) => {
      const [x, y] = [parseMoment(textOf(a!)), parseMoment(textOf(b!))];
      if (x?.timed && y?.timed)
        return clampTime((dayOf(x) - dayOf(y)) * 864e8 + microsOfDay(x) - microsOfDay(y));
      const [s, t] = [parseTime(textOf(a!)), parseTime(textOf(b!))];
      return s === null || t === null ? null : clampTime(s - t);
    },
  },
  DATE_FORMAT: {
    takes: 'ts',
    gives: text,
    call: (v, f) => {
      const m = read(v);
      return m ? dateFormat(m, textOf(f!)) : null;
    },
  },
  TIME_FORMAT: {
    takes: 'ss',
    gives: text,
    call: (v, f) => {
      const t = parseTime(textOf(v!));
      return t === null
        ? null
        : dateFormat(
            { ...moment(0, Math.abs(t))!, hour: Math.floor(Math.abs(t) / 36e8) },
            textOf(f!),
          );
    },
  },
  '~STR_TO_DATE': { takes: 'ss', gives: text, call: (s, f) => strToDate(textOf(s!), textOf(f!)) },
  '~UNIX_NOW': {
    takes: '',
    gives: int(),
    impure: true,
    call: () => Math.floor(running.current.now / 1000),
  },
  '~UNIX': {
    takes: 'ai',
    gives: decimal(20, 6),
    impure: true,
    call: (v, scale) => {
      const m = read(v);
      if (!m) return null;
      const u = toUtc(m, sessionZone.current);
      const seconds = dayOf(u) * 86_400 + Math.floor(microsOfDay(u) / 1e6);
      if (seconds < 0) return 0;
      return Number(scale)
        ? dec.format(
            dec.rescale(
              { n: BigInt(seconds) * 1_000_000n + BigInt(u.micros), scale: 6 },
              Number(scale),
            ),
          )
        : seconds;
    },
  },
  '~FROM_UNIX': {
    takes: 'ni',
    gives: datetime(),
    impure: true,
    call: (n, scale) => {
      const x = dec.rescale(dec.toDecimal(n), 6).n;
      if (x < 0n || x > 32_536_771_199_999_999n) return null;
      const m = moment(Math.floor(Number(x / 86_400_000_000n)), Number(x % 86_400_000_000n))!;
      return formatDatetime(fromUtc(m, sessionZone.current), Number(scale));
    },
  },
  CONVERT_TZ: {
    takes: 'tss',
    gives: (t) => datetime(scaleOf(t)),
    call: (v, from, to) => {
      const m = read(v);
      if (!m) return null;
      try {
        return formatDatetime(
          fromUtc(toUtc(m, checkZone(textOf(from!))), checkZone(textOf(to!))),
          m.micros ? 6 : 0,
        );
      } catch {
        return null;
      }
    },
  },
  PERIOD_DIFF: {
    takes: 'ii',
    gives: int(),
    call: (a, b) => {
      const f = (p: number) => Math.floor(p / 100) * 12 + (p % 100);
      return f(Number(a)) - f(Number(b));
    },
  },
  PERIOD_ADD: {
    takes: 'ii',
    gives: int(),
    call: (p, n) => {
      const total = Math.floor(Number(p) / 100) * 12 + (Number(p) % 100) - 1 + Number(n);
      return Math.floor(total / 12) * 100 + (total % 12) + 1;
    },
  },
};
