/** When each page of the sitemap last changed, from the commits of what it is made of. */
import { newestCommitDates } from '../commit-dates.ts';
import { dayOfFile } from '../page-id.ts';
import { isDue, publishedAt, type Schedule } from '../publishing/schedule.ts';

const newest = (dates: readonly Date[]): Date | undefined =>
  dates.length === 0 ? undefined : new Date(Math.max(...dates.map(Number)));

/** The day that a file of the repository belongs to. */
function dayOf(path: string): number | undefined {
  const example = /^examples\/day(\d+)\//.exec(path)?.[1];
  return example === undefined ? dayOfFile(path.replace(/^content\//, '')) : Number(example);
}

/**
 * The change of each day that is shown: the newest commit of its text and example, or its publication,
 * if that is later.
 *
 * @param commits The newest commit of each file, by its path.
 */
export function changesOfDays(
  commits: ReadonlyMap<string, Date>,
  schedule: Schedule,
): Map<number, Date> {
  const dates = new Map<number, Date[]>();
  for (const [path, date] of commits) {
    const day = dayOf(path);
    if (day === undefined || !isDue(day, schedule)) continue;
    const known = dates.get(day) ?? [];
    dates.set(day, [...known, date]);
  }
  return new Map(
    [...dates].map(([day, all]) => [
      day,
      newest([...all, publishedAt(day, schedule) ?? []].flat())!,
    ]),
  );
}

/**
 * A page's last change; what lies below a day is of its own, and a list of days changes with the newest of them. `undefined` without a history.
 * @param path Inside the site, with a slash at its end.
 */
export function lastModified(path: string, days: ReadonlyMap<number, Date>): Date | undefined {
  const day = /^day\/(\d+)\//.exec(path)?.[1];
  return day === undefined ? newest([...days.values()]) : days.get(Number(day));
}

/**
 * Adds its date to an entry of the sitemap.
 * @param base Path that the site is published under, with slashes at both ends.
 */
export function dateEntries(root: string, base: string, schedule: Schedule) {
  let days: Promise<Map<number, Date>> | undefined;
  return async <Entry extends { url: string }>(entry: Entry): Promise<Entry> => {
    days ??= newestCommitDates(root, 'content', 'examples').then((commits) =>
      changesOfDays(commits, schedule),
    );
    const date = lastModified(new URL(entry.url).pathname.slice(base.length), await days);
    return date ? { ...entry, lastmod: date.toISOString() } : entry;
  };
}
