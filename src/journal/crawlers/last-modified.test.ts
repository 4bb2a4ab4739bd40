import { describe, expect, it } from 'vitest';
import { readSchedule } from '../publishing/schedule.ts';
import { changesOfDays, lastModified } from './last-modified.ts';

const on = (date: string) => new Date(`${date}T12:00:00Z`);
const commits = new Map([
  ['content/day-000.mdx', on('2026-01-03')],
  ['examples/day0/app.ts', on('2026-01-05')],
  ['examples/day0/requests.http', on('2026-01-01')],
  ['content/day-001.mdx', on('2025-12-01')],
  ['content/day-009.mdx', on('2026-01-04')],
  ['content/index.mdx', on('2026-02-01')],
  ['examples/databases/postgres/index.ts', on('2026-02-01')],
]);
const dated = { START_DATE: '2026-01-01', TODAY: '2026-01-05' };

describe('without dates of publication', () => {
  const days = changesOfDays(commits, readSchedule({}));
  it.each([
    ['day/0/', '2026-01-05'],
    ['day/1/', '2025-12-01'],
    ['day/1/files/', '2025-12-01'],
    ['', '2026-01-05'],
    ['days/', '2026-01-05'],
  ])('%s', (path, date) => {
    expect(lastModified(path, days)).toEqual(on(date));
  });

  it('says nothing of a day without a history', () => {
    expect(lastModified('day/2/', days)).toBeUndefined();
    expect(lastModified('', new Map())).toBeUndefined();
  });
});

it('a day that was written ahead has changed when it appeared', () => {
  const days = changesOfDays(commits, readSchedule(dated));
  expect(lastModified('day/1/', days)).toEqual(new Date('2026-01-02T00:00:00Z'));
});

it('what is still to come changes no list', () => {
  const days = changesOfDays(commits, readSchedule({ ...dated, PUBLISH: 'until-today' }));
  expect([...days.keys()]).toEqual([0, 1]);
});
