import { expect, it } from 'vitest';
import { compare, median } from './statistics.ts';

it.each([
  [[1], 1],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])('median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('takes the ratio pair by pair', () => {
  const pairs: [number, number][] = [
    [2, 1],
    [20, 10],
    [9, 3],
  ];
  expect(compare(pairs)).toEqual({ value: 9, baseline: 3, ratio: 2 });
});
