import { describe, expect, it } from 'vitest';
import { phases, plannedDay, plannedDays, skills } from './curriculum.ts';

describe('the curriculum', () => {
  it('has ten phases of ten days, numbered 0 to 99', () => {
    expect(phases).toHaveLength(10);
    for (const { days } of phases) expect(days).toHaveLength(10);
    expect(plannedDays.map(({ day }) => day)).toEqual(Array.from({ length: 100 }, (_, day) => day));
  });

  it('gives every day a title of its own and at least one skill', () => {
    expect(new Set(plannedDays.map(({ title }) => title)).size).toBe(100);
    for (const planned of plannedDays) expect(planned.skills.length).toBeGreaterThan(0);
  });

  it('uses every skill', () => {
    const used = new Set(
      plannedDays.filter(({ day }) => day < 99).flatMap((planned) => planned.skills),
    );
    expect(skills.filter((skill) => !used.has(skill))).toEqual([]);
  });

  it.each([
    [0, 0, 'Hello, backend'],
    [9, 0, 'Project: link shortener'],
    [10, 1, 'Routers and layout'],
    [99, 9, 'Capstone: Launchpad'],
  ])('knows day %i', (day, phase, title) => {
    expect(plannedDay(day)).toMatchObject({ day, phase, title });
  });

  it.each([-1, 100, 0.5])('knows no day %d', (day) => {
    expect(plannedDay(day)).toBeUndefined();
  });
});
