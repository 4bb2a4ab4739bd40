/** Dates without a time, as `YYYY-MM-DD`, and when they begin in a time zone. */

/** A date as ISO 8601 writes it: `2026-01-31`. */
export type IsoDate = string;

const msPerDay = 86_400_000;

/** UTC midnight of a date, only to count with. */
const utc = (date: IsoDate): number => Date.parse(`${date}T00:00:00Z`);

/** @example isIsoDate('2026-02-30') // => false */
export const isIsoDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(utc(text)) &&
  new Date(utc(text)).toISOString().startsWith(text);

/** @example addDays('2026-02-27', 2) // => '2026-03-01' */
export const addDays = (date: IsoDate, days: number): IsoDate =>
  new Date(utc(date) + days * msPerDay).toISOString().slice(0, 10);

/** Whole days from one date to another; negative where the other is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number => (utc(to) - utc(from)) / msPerDay;

/** @param timeZone IANA name, such as `Europe/Berlin`. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds by which the clocks of a zone are ahead of UTC at an instant. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((found) => found.type === type)!.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(instant / 1000) * 1000;
}

/** The date that a zone's calendars show at an instant. */
export const dateAt = (instant: Date, timeZone: string): IsoDate =>
  new Date(instant.getTime() + offsetAt(instant.getTime(), timeZone)).toISOString().slice(0, 10);

/** The instant at which a date begins in a zone: its midnight, or what the clocks jump to from there. */
export function startOf(date: IsoDate, timeZone: string): Date {
  const midnight = utc(date);
  // The offset may change between UTC's midnight and the zone's: the second guess stands on the right side.
  const guess = midnight - offsetAt(midnight, timeZone);
  return new Date(midnight - offsetAt(guess, timeZone));
}

const long = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

/** @example longDate('2026-01-03') // => 'January 3, 2026' */
export const longDate = (date: IsoDate): string => long.format(utc(date));
