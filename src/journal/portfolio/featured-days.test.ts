import { expect, test } from 'vitest';
import type { DayData } from '../schemas/day.ts';
import { featuredDays } from './featured-days.ts';

const day = (number: number, ...skills: DayData['skills']) => ({
  day: number,
  written: { skills } as DayData,
});
const planned = (number: number) => ({ day: number, written: undefined });
const isProject = ({ day }: { day: number }) => day % 10 === 9;

test.each([
  ['nothing is written', [planned(0), planned(9)], undefined, []],
  ['the author has chosen', [day(1), day(2), day(3), day(9)], [3, 9, 1], [3, 9, 1]],
  ['a chosen day is not written yet', [day(1), planned(2), day(3)], [3, 2, 1], [3, 1]],
  [
    'there are projects: the newest first',
    [day(9), day(19), day(29), day(39), day(49), day(50, 'sql', 'redis')],
    undefined,
    [49, 39, 29, 19],
  ],
  [
    'there are too few projects: then what adds most skills, the later of two',
    [
      day(0, 'node', 'express'),
      day(9, 'express', 'rest'),
      day(12, 'express', 'security'),
      day(30, 'sql', 'postgresql'),
      day(40, 'sql', 'mysql'),
    ],
    undefined,
    [9, 40, 30, 12],
  ],
  ['fewer are written than there is room', [day(0, 'node'), day(9, 'rest')], undefined, [9, 0]],
])('when %s', (_, days, named, expected) => {
  expect(featuredDays(days, isProject, named).map(({ day }) => day)).toEqual(expected);
});
