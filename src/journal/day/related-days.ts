/** The written days that a reader of one may want next, by the skills that they share. */
import type { DayData } from '../schemas/day.ts';

export type RelatedDay = Pick<DayData, 'day' | 'title' | 'skills'>;

/**
 * Up to `limit` other days, the closest first. A skill that few days train weighs more than one that
 * many do, and of days that are equally close the nearer in the journal comes first. The neighbours,
 * which the page links to anyway, are left out.
 */
export function relatedDays<Day extends RelatedDay>(
  current: RelatedDay,
  written: readonly Day[],
  limit = 4,
): Day[] {
  const at = written.findIndex(({ day }) => day === current.day);
  const neighbours = [written[at - 1]?.day, current.day, written[at + 1]?.day];
  const weight = (skill: string): number =>
    1 / written.filter(({ skills }) => skills.some((other) => other === skill)).length;
  return written
    .filter(({ day }) => !neighbours.includes(day))
    .map((day) => {
      const shared = day.skills.filter((skill) => current.skills.includes(skill));
      return { day, score: shared.reduce((sum, skill) => sum + weight(skill), 0) };
    })
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score - a.score || Math.abs(a.day.day - current.day) - Math.abs(b.day.day - current.day),
    )
    .slice(0, limit)
    .map(({ day }) => day);
}
