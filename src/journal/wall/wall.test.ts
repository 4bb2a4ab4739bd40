import { describe, expect, it, vi } from 'vitest';
import type { JournalDay } from '../all-days.ts';
import { plannedDays } from '../curriculum.ts';
import { squareOf, wallRows } from './wall.ts';

vi.mock('astro:content', () => ({ getCollection: () => Promise.resolve([]) }));

const plan: JournalDay[] = plannedDays.map((day) => ({ ...day, written: undefined }));
const written = (day: number): JournalDay => ({ ...plan[day]!, written: {} as never });

describe('squareOf', () => {
  it.each([
    [
      'written',
      written(42),
      { name: 'Day 42: Locking', state: 'written', href: '/day/42/', isProject: false },
    ],
    [
      'planned',
      plan[43]!,
      { name: 'Day 43: A query builder, planned', state: 'planned', href: undefined },
    ],
    ['a project', written(9), { name: 'Day 9: Project: link shortener', isProject: true }],
  ])('%s', (_, day, square) => {
    expect(squareOf(day)).toMatchObject(square);
  });
});

it('wallRows has ten rows of ten, in the order of the days', () => {
  const rows = wallRows(plan);
  expect(rows.map(({ phase }) => phase)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(rows.every(({ squares }) => squares.length === 10)).toBe(true);
  expect(rows.flatMap(({ squares }) => squares.map(({ day }) => day))).toEqual(
    plannedDays.map(({ day }) => day),
  );
});
