import { describe, expect, it } from 'vitest';
import { countPlaywright, countResults, countVitest } from './reports.mjs';

describe('countVitest', () => {
  it('counts tests, and files that could not be loaded', () => {
    const counts = countVitest({
      success: false,
      numTotalTests: 3,
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: [
            { fullName: 'a works', status: 'passed' },
            { fullName: 'a fails', status: 'failed' },
            { fullName: 'a waits', status: 'pending' },
          ],
        },
        { name: 'broken.test.ts', status: 'failed', assertionResults: [] },
      ],
    });
    expect(counts).toEqual({
      passed: 1,
      failed: 2,
      skipped: 1,
      notes: ['failed: a fails', 'skipped: a waits', 'failed: broken.test.ts'],
    });
  });
});

describe('countPlaywright', () => {
  const test = (status: 'expected' | 'unexpected' | 'flaky' | 'skipped', description?: string) => ({
    status,
    projectName: 'chromium',
    annotations: description ? [{ type: 'skip', description }] : [],
  });

  it('counts nested suites, groups reasons for skips, and errors outside tests', () => {
    const counts = countPlaywright({
      suites: [
        {
          title: 'day.spec.ts',
          suites: [{ title: 'day 0', specs: [{ title: 'runs', tests: [test('expected')] }] }],
          specs: [
            { title: 'stops', tests: [test('unexpected')] },
            { title: 'wavers', tests: [test('flaky')] },
            { title: 'boots', tests: [test('skipped', 'stackblitz.com cannot be reached')] },
            { title: 'boots twice', tests: [test('skipped', 'stackblitz.com cannot be reached')] },
            { title: 'bare', tests: [test('skipped')] },
          ],
        },
      ],
      errors: [{ message: 'the server did not start\nat x' }],
    });
    expect(counts).toEqual({
      passed: 1,
      failed: 3,
      skipped: 3,
      notes: [
        'failed in chromium: stops',
        'flaky in chromium: wavers',
        'skipped in chromium: stackblitz.com cannot be reached (2 tests)',
        'skipped in chromium: bare',
        'failed: the server did not start',
      ],
    });
  });
});

describe('countResults', () => {
  it('counts and keeps the first line of each reason', () => {
    expect(
      countResults([
        { name: 'a', status: 'passed' },
        { name: 'b', status: 'failed', detail: 'one\ntwo' },
        { name: 'c', status: 'skipped' },
      ]),
    ).toEqual({ passed: 1, failed: 1, skipped: 1, notes: ['failed: b (one)', 'skipped: c'] });
  });
});
