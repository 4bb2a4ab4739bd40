/** What the page of progress does with records, which pages that only keep one need not load. */
import { marks, nothingYet, type DayProgress, type Mark, type Progress } from './record.ts';

/** Whether a day is at `mark` or further. */
export const isAtLeast = (day: DayProgress | undefined, mark: Mark): boolean =>
  marks.slice(marks.indexOf(mark)).some((further) => day?.[further] !== undefined);

const earlier = (a: string | undefined, b: string | undefined): string | undefined =>
  a && b ? (a < b ? a : b) : (a ?? b);

/** Everything that either has; of a mark that both have, the earlier time. */
export function mergeProgress(a: Progress, b: Progress): Progress {
  const merged = nothingYet();
  for (const day of [...Object.keys(a.days), ...Object.keys(b.days)].map(Number)) {
    merged.days[day] = {};
    for (const mark of marks) {
      const at = earlier(a.days[day]?.[mark], b.days[day]?.[mark]);
      if (at) merged.days[day][mark] = at;
    }
  }
  const last = a.last && b.last ? (a.last.at > b.last.at ? a.last : b.last) : (a.last ?? b.last);
  return last ? { ...merged, last } : merged;
}
