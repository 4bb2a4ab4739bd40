import { describe, expect, it } from 'vitest';
import {
  addDays,
  dateAt,
  daysBetween,
  isIsoDate,
  isTimeZone,
  longDate,
  startOf,
} from './calendar.ts';

describe('isIsoDate', () => {
  it.each([
    ['2026-01-31', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['31.01.2026', false],
    ['2026-01-31T00:00', false],
    ['', false],
  ])('%j → %s', (text, is) => {
    expect(isIsoDate(text)).toBe(is);
  });
});

describe('addDays', () => {
  it.each([
    ['2026-01-01', 0, '2026-01-01'],
    ['2026-02-27', 2, '2026-03-01'],
    ['2028-02-27', 2, '2028-02-29'],
    // Over a change of clocks: a date has no hours to lose.
    ['2026-03-28', 2, '2026-03-30'],
    ['2026-12-01', 99, '2027-03-10'],
  ])('%s + %i → %s', (date, days, sum) => {
    expect(addDays(date, days)).toBe(sum);
    expect(daysBetween(date, sum)).toBe(days);
  });
});

describe('dateAt and startOf', () => {
  it.each([
    ['2026-01-02', 'UTC', '2026-01-02T00:00:00.000Z'],
    ['2026-01-02', 'Europe/Berlin', '2026-01-01T23:00:00.000Z'],
    ['2026-07-02', 'Europe/Berlin', '2026-07-01T22:00:00.000Z'],
    ['2026-01-02', 'America/New_York', '2026-01-02T05:00:00.000Z'],
    ['2026-01-02', 'Asia/Kolkata', '2026-01-01T18:30:00.000Z'],
    ['2026-01-02', 'Pacific/Kiritimati', '2026-01-01T10:00:00.000Z'],
    // The days on which clocks change, in both directions.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
  ])('%s begins in %s at %s', (date, zone, instant) => {
    const start = startOf(date, zone);
    expect(start.toISOString()).toBe(instant);
    expect(dateAt(start, zone)).toBe(date);
    expect(dateAt(new Date(start.getTime() - 1), zone)).toBe(addDays(date, -1));
  });
});

it.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Middle-earth/Shire', false],
])('isTimeZone(%j) → %s', (zone, is) => {
  expect(isTimeZone(zone)).toBe(is);
});

it('writes a date for readers', () => {
  expect(longDate('2026-01-03')).toBe('January 3, 2026');
});
