import { expect, it } from 'vitest';
import { scrollDistance } from './reveal-caret.ts';

it.each([
  ['inside', 10, 20, 0, 100, 0],
  ['before', -30, -20, 0, 100, -30],
  ['behind', 110, 130, 0, 100, 30],
])('%s', (_name, start, end, from, to, distance) => {
  expect(scrollDistance(start, end, from, to)).toBe(distance);
});
