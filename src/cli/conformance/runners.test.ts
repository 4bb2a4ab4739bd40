import { describe, expect, it } from 'vitest';
import { readTap } from './runners.ts';

describe('readTap', () => {
  it.each([
    ['ok 1 - adds', { name: 'adds', outcome: 'passed' }],
    ['ok 2 adds', { name: 'adds', outcome: 'passed' }],
    ['ok 3 - later # SKIP no network', { name: 'later', outcome: 'skipped' }],
    ['not ok 4 - known # TODO', { name: 'known', outcome: 'skipped' }],
    ['not ok 5 - adds', { name: 'adds', outcome: 'failed' }],
  ])('%s', (line, outcome) => {
    expect(readTap(`TAP version 13\n${line}\n1..1`).outcomes).toEqual([outcome]);
  });

  it('takes the message of what failed', () => {
    const output = 'not ok 1 - adds\n  ---\n  message: "not 2"\n  ...\nok 2 - subtracts';
    expect(readTap(output).outcomes).toEqual([
      { name: 'adds', outcome: 'failed', reason: 'not 2' },
      { name: 'subtracts', outcome: 'passed' },
    ]);
  });

  it('names assertions by the comment above them', () => {
    expect(readTap('# sums\nok 1 adds').outcomes[0]!.name).toBe('sums adds');
    expect(readTap('# sums\nok 1 - sums').outcomes[0]!.name).toBe('sums');
  });
});
