import { describe, expect, it } from 'vitest';
import { formatFilter, matchesFilter, parseFilter, type FilteredDay } from './day-filter.ts';

const day: FilteredDay = {
  day: 47,
  title: 'Aggregation',
  phase: 4,
  skills: ['mongodb'],
  packages: ['express', 'mongodb'],
  isWritten: true,
  text: 'Sales analytics by pipeline',
};

describe('matchesFilter', () => {
  it.each([
    ['', true],
    ['phase=4', true],
    ['phase=40', false],
    ['skill=mongodb', true],
    ['skill=mongo', false],
    ['package=express&skill=mongodb', true],
    ['package=pg', false],
    ['state=written', true],
    ['q=sales+AGGREGATION', true],
    ['q=day+47', true],
    ['q=sales+postgres', false],
    ['q=%20%20', true],
    ['unknown=1', true],
  ])('%s: %s', (search, matches) =>
    expect(matchesFilter(day, parseFilter(new URLSearchParams(search)))).toBe(matches),
  );

  it('leaves out what is planned when only written days are asked for', () => {
    const filter = parseFilter(new URLSearchParams('state=written'));
    expect(matchesFilter({ ...day, isWritten: false }, filter)).toBe(false);
  });
});

describe('formatFilter', () => {
  it.each([
    ['', ''],
    ['?q=a+b', '?q=a+b'],
    ['?skill=rest&phase=2', '?phase=2&skill=rest'],
    ['?q=%3Cb%3E', '?q=%3Cb%3E'],
  ])('%s becomes %s', (search, formatted) =>
    expect(formatFilter(parseFilter(new URLSearchParams(search)))).toBe(formatted),
  );
});
