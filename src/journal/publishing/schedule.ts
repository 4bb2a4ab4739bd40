/** When each day of the journal appears. What an owner can set is described in README.md beside. */
import { addDays, dateAt, isIsoDate, isTimeZone, startOf, type IsoDate } from './calendar.ts';

/** `all`: every written day. `until-today`: written days whose date has come; the others are planned. */
export const publishModes = ['all', 'until-today'] as const;
export type PublishMode = (typeof publishModes)[number];

export interface Schedule {
  /** The date of day 0; without it no day has a date. */
  startDate: IsoDate | undefined;
  publish: PublishMode;
  /** IANA name of the zone at whose midnight a day appears. */
  timeZone: string;
  /** The date in that zone as the site is built. */
  today: IsoDate;
}

function asIsoDate(name: string, value: string | undefined): IsoDate | undefined {
  if (!value) return undefined;
  if (isIsoDate(value)) return value;
  throw new Error(`${name} is "${value}". Give a date as year, month and day: 2026-01-31`);
}

function asPublishMode(value: string | undefined): PublishMode {
  const mode = publishModes.find((known) => known === (value || 'all'));
  if (!mode) throw new Error(`PUBLISH is "${value}"; it can be ${publishModes.join(' or ')}.`);
  return mode;
}

function asTimeZone(value: string | undefined): string {
  const timeZone = value || 'UTC';
  if (isTimeZone(timeZone)) return timeZone;
  throw new Error(
    `TIME_ZONE is "${value}". Give a name of the IANA database, such as Europe/Berlin, or leave it out for UTC.`,
  );
}

/**
 * @param env `START_DATE`, `PUBLISH`, `TIME_ZONE`; `TODAY` stands in for the clock.
 * @throws Error that names the variable and what it can be.
 */
export function readSchedule(
  env: Readonly<Record<string, string | undefined>>,
  now = new Date(),
): Schedule {
  const timeZone = asTimeZone(env['TIME_ZONE']);
  const schedule: Schedule = {
    startDate: asIsoDate('START_DATE', env['START_DATE']),
    publish: asPublishMode(env['PUBLISH']),
    timeZone,
    today: asIsoDate('TODAY', env['TODAY']) ?? dateAt(now, timeZone),
  };
  if (schedule.publish === 'until-today' && !schedule.startDate) {
    throw new Error(
      'PUBLISH is "until-today", which needs START_DATE, the date of day 0: START_DATE=2026-01-31',
    );
  }
  return schedule;
}

/** The date of a day, written or not; `undefined` where the journal has no start date. */
export const dateOfDay = (day: number, { startDate }: Schedule): IsoDate | undefined =>
  startDate && addDays(startDate, day);

/** Whether a day may be shown as written, if it is. */
export function isDue(day: number, schedule: Schedule): boolean {
  const date = dateOfDay(day, schedule);
  return schedule.publish === 'all' || (date !== undefined && date <= schedule.today);
}

/**
 * The instant of a day's publication for feeds and search engines, which do not take one that is still to
 * come: a day that is shown before its date has none.
 */
export function publishedAt(day: number, schedule: Schedule): Date | undefined {
  const date = dateOfDay(day, schedule);
  return date && date <= schedule.today ? startOf(date, schedule.timeZone) : undefined;
}
