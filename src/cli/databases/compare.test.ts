import { expect, it } from 'vitest';
import { compare, type Answers, type Differences } from './compare.ts';

const listed = (standIn: unknown): Differences => ({ a: { standIn, reason: 'It is small.' } });

it.each<[string, Answers, Answers, Differences, number, RegExp | undefined]>([
  ['the same', { a: [1] }, { a: [1] }, {}, 1, undefined],
  ['a difference that is listed', { a: 1 }, { a: 2 }, listed(1), 0, undefined],
  ['one that is not', { a: { b: 1 } }, { a: { b: 2 } }, {}, 0, /at b[^]*1[^]*2/],
  ['one that is another than listed', { a: 1 }, { a: 2 }, listed(3), 0, /another way/],
  ['one that is gone', { a: 1 }, { a: 1 }, listed(2), 1, /none any more/],
  ['one of no case', {}, {}, listed(1), 0, /no such case/],
  ['no answer of the real server', { a: 1 }, {}, {}, 0, /--record/],
  ['two that fail alike', { a: { failed: 'x' } }, { a: { failed: 'x' } }, {}, 0, /not be run/],
])('%s', (_, standIn, real, differences, same, fault) => {
  const findings = compare(standIn, real, differences);
  expect(findings.same).toBe(same);
  if (fault) expect(findings.faults.get('a')).toMatch(fault);
  else expect(findings.faults.size).toBe(0);
});
