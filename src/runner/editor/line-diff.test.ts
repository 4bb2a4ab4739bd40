import { expect, it } from 'vitest';
import { changedLines } from './line-diff.ts';

it.each([
  ['abc', 'abc', { from: 3, removed: 0, added: 0 }],
  ['abc', 'axc', { from: 1, removed: 1, added: 1 }],
  ['abc', 'abbc', { from: 2, removed: 0, added: 1 }],
  ['abbc', 'abc', { from: 2, removed: 1, added: 0 }],
  ['', 'a', { from: 0, removed: 0, added: 1 }],
  ['abc', 'xyz', { from: 0, removed: 3, added: 3 }],
  ['aa', 'aaaa', { from: 2, removed: 0, added: 2 }],
])('%s to %s', (before, after, change) => {
  expect(changedLines([...before], [...after])).toEqual(change);
});
