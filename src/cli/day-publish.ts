/** What `npm run day -- publish` tells: when readers will see a day, and what is left to do. */
import { writeUpPath } from '../journal/page-id.ts';
import { addDays, daysBetween, longDate, type IsoDate } from '../journal/publishing/calendar.ts';
import { dateOfDay, isDue, type Schedule } from '../journal/publishing/schedule.ts';
import { dayFolder } from '../runner/example.ts';

const guide = 'src/journal/publishing/README.md';

/** When a build shows the day, by the settings of this shell; a host has its own. */
export function appearance(day: number, schedule: Schedule): string {
  const date = dateOfDay(day, schedule);
  if (schedule.publish === 'all') {
    return `With PUBLISH=all, the default, it appears with the next build${date ? `, dated ${longDate(date)}` : ', without a date, as there is no START_DATE'}.`;
  }
  return isDue(day, schedule)
    ? `With PUBLISH=until-today it appears with the next build: its date, ${longDate(date!)}, has come.`
    : `With PUBLISH=until-today it appears with the first build on ${longDate(date!)}; until then it is listed as planned.`;
}

/**
 * What to set so that a day has the date that its author wants; dates follow from that of day 0.
 * @param wanted The date that was asked for.
 */
export function dateAdvice(day: number, wanted: IsoDate, schedule: Schedule): string {
  const startDate = addDays(wanted, -day);
  if (startDate === schedule.startDate) return `Its date is ${longDate(wanted)} already.`;
  const set = `Set START_DATE=${startDate} where the site is built (${guide}): day ${day} then has the date ${longDate(wanted)}`;
  if (!schedule.startDate) return `${set}, and every other day its own.`;
  const moved = daysBetween(schedule.startDate, startDate);
  const days = Math.abs(moved) === 1 ? '1 day' : `${Math.abs(moved)} days`;
  return `${set}. Every other day moves too, ${days} ${moved > 0 ? 'later' : 'earlier'}.`;
}

/** The commands that are left. */
export const publishCommands = (day: number, title: string): string[] => [
  `git add ${writeUpPath(day)} examples/${dayFolder(day)}`,
  `git commit -m ${JSON.stringify(`Day ${day}: ${title}`)}`,
  'git push',
];
