import { describe, expect, it } from 'vitest';
import { dayOfFile, pageId, writeUpPath } from './page-id.ts';

describe('dayOfFile', () => {
  it.each([
    ['day-000.mdx', 0],
    ['day-007.mdx', 7],
    ['day-099.mdx', 99],
    ['day-7.mdx', undefined],
    ['day-0007.mdx', undefined],
    ['day-007.md', undefined],
    ['index.mdx', undefined],
  ])('%s → %s', (file, day) => {
    expect(dayOfFile(file)).toBe(day);
  });
});

describe('pageId', () => {
  it.each([
    ['day-000.mdx', 'day/0'],
    ['day-042.mdx', 'day/42'],
    ['index.mdx', 'index'],
    ['404.mdx', '404'],
    ['about/licence.md', 'about/licence'],
  ])('%s → %s', (file, id) => {
    expect(pageId(file)).toBe(id);
  });
});

it('writeUpPath is the inverse of dayOfFile', () => {
  for (const day of [0, 7, 42, 99]) {
    expect(dayOfFile(writeUpPath(day).replace('content/', ''))).toBe(day);
  }
});
