import { expect, it } from 'vitest';
import { formatSummary, totals } from './summary.mjs';

const steps = [
  { name: 'types', passed: 2, failed: 0, skipped: 0, seconds: 3.21 },
  { name: 'browser tests', passed: 10, failed: 1, skipped: 2, notes: ['no Firefox was found'] },
  { name: 'other', passed: 0, failed: 0, skipped: 1 },
];

it('adds up', () => {
  expect(totals(steps)).toEqual({ passed: 12, failed: 1, skipped: 3 });
});

it('shows a table, the notes, and the totals last', () => {
  expect(formatSummary(steps)).toBe(
    `
                 passed  failed  skipped  seconds
✓ types               2       0        0      3.2
✗ browser tests      10       1        2
– other               0       0        1

browser tests: no Firefox was found

12 passed, 1 failed, 3 skipped`.slice(1),
  );
});
