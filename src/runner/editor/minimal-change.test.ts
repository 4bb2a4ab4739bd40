import { expect, it } from 'vitest';
import { minimalChange } from './minimal-change.ts';

it.each([
  ['abc', 'abc', undefined],
  ['', 'a', { from: 0, to: 0, insert: 'a' }],
  ['abc', '', { from: 0, to: 3, insert: '' }],
  ['abc', 'abxc', { from: 2, to: 2, insert: 'x' }],
  ['aaa', 'aa', { from: 2, to: 3, insert: '' }],
  ['one\ntwo', 'one\nthree', { from: 5, to: 7, insert: 'hree' }],
])('%j becomes %j by one change', (before, after, change) => {
  expect(minimalChange(before, after)).toEqual(change);
});
