/** The one place where it is decided which write-ups a build leaves out. */
import { plannedDays } from '../curriculum.ts';
import { writeUpPath } from '../page-id.ts';
import { site } from '../site.ts';
import { isDue } from './schedule.ts';

/** The files in `content/` of the days whose date has not come, written or not. */
export const heldBackWriteUps = (): string[] =>
  plannedDays
    .filter(({ day }) => !isDue(day, site.schedule))
    .map(({ day }) => writeUpPath(day).replace(/^content\//, ''));
