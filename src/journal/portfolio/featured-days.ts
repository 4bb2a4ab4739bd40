/** Which days stand for all of them. */
import type { DayData } from '../schemas/day.ts';

const defaultCount = 4;

interface Candidate {
  day: number;
  written: Pick<DayData, 'skills'> | undefined;
}

/** The last project first: a phase builds on those before it. */
const byNewest = (a: Candidate, b: Candidate): number => b.day - a.day;

/**
 * The days that a portfolio shows first.
 *
 * @param days Every day of the plan; those that are not written are left out.
 * @param named Numbers that the author has chosen, in their order. Without them: projects, the newest
 *   first, and then the days that each add the most skills to what is already there, the later of two.
 * @param isProject Whether a day builds a product.
 */
export function featuredDays<D extends Candidate>(
  days: readonly D[],
  isProject: (day: D) => boolean,
  named?: readonly number[],
): D[] {
  const written = days.filter((day) => day.written);
  if (named) return named.flatMap((number) => written.find(({ day }) => day === number) ?? []);

  const chosen = written.filter(isProject).sort(byNewest).slice(0, defaultCount);
  const rest = written.filter((day) => !isProject(day)).sort(byNewest);
  const shown = new Set<string>(chosen.flatMap((day) => day.written!.skills));
  const added = (day: D): number => day.written!.skills.filter((skill) => !shown.has(skill)).length;
  while (chosen.length < defaultCount && rest.length > 0) {
    const best = rest.reduce((most, day) => (added(day) > added(most) ? day : most));
    rest.splice(rest.indexOf(best), 1);
    chosen.push(best);
    for (const skill of best.written!.skills) shown.add(skill);
  }
  return chosen;
}
