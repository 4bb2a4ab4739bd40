import { describe, expect, it, vi } from 'vitest';
import type { JournalDay } from './all-days.ts';
import { daysByPackage, daysBySkill, isProject, projectName, skillName } from './all-days.ts';
import { plannedDays, skills } from './curriculum.ts';

vi.mock('astro:content', () => ({ getCollection: () => Promise.resolve([]) }));

const planned: JournalDay[] = plannedDays.map((day) => ({ ...day, written: undefined }));

const written = (day: number, packages: string[]): JournalDay => ({
  ...plannedDays[day]!,
  written: { ...plannedDays[day]!, packages, skills: ['redis'] } as never,
});

describe('daysBySkill', () => {
  it('has every skill, and each is trained by some day of the plan', () => {
    const bySkill = daysBySkill(planned);
    expect(bySkill.map(({ skill }) => skill)).toEqual([...skills]);
    expect(bySkill.filter(({ days }) => days.length === 0)).toEqual([]);
  });

  it('takes the skills of the write-up before those of the plan', () => {
    const redis = daysBySkill([written(0, [])]).find(({ skill }) => skill === 'redis');
    expect(redis?.days.map(({ day }) => day)).toEqual([0]);
  });
});

it('daysByPackage lists the most used first', () => {
  const days = [written(0, ['express', 'zod']), written(1, ['express']), written(2, ['ajv'])];
  const counts = daysByPackage(days).map(({ name, days }) => [name, days.length]);
  expect(counts).toEqual([
    ['express', 2],
    ['ajv', 1],
    ['zod', 1],
  ]);
});

it('every phase ends with its project', () => {
  expect(plannedDays.filter(isProject).map(({ day }) => day)).toEqual(
    Array.from({ length: 10 }, (_, phase) => phase * 10 + 9),
  );
});

it.each([
  ['Project: link shortener', 'Link shortener'],
  ['Capstone: Launchpad', 'Launchpad'],
  ['Events', 'Events'],
])('projectName of %s is %s', (title, name) => expect(projectName({ title })).toBe(name));

it.each([
  ['postgresql', 'PostgreSQL'],
  ['security', 'Security'],
  ['clean-code', 'Clean code'],
] as const)('skillName of %s is %s', (skill, name) => expect(skillName(skill)).toBe(name));
