import { expect, it } from 'vitest';
import { relatedDays, type RelatedDay } from './related-days.ts';

const day = (day: number, ...skills: RelatedDay['skills']): RelatedDay => ({
  day,
  title: `Day ${day}`,
  skills,
});
const days = [
  day(0, 'node', 'express'),
  day(1, 'express'),
  day(3, 'node'),
  day(30, 'sql'),
  day(34, 'sql', 'performance'),
  day(61, 'node', 'realtime'),
  day(64, 'realtime'),
  day(75, 'node'),
  day(90, 'realtime'),
];

it.each([
  ['the nearer first, without neighbours', 0, [3, 61, 75]],
  ['the rare skill before the common one', 61, [90, 75, 3, 0]],
  ['nothing where no skill is shared', 34, []],
])('%s', (_, number, related) => {
  const current = days.find(({ day }) => day === number)!;
  expect(relatedDays(current, days).map(({ day }) => day)).toEqual(related);
});

it('gives no more than asked for', () => {
  expect(relatedDays(days[0]!, days, 2).map(({ day }) => day)).toEqual([3, 61]);
});
