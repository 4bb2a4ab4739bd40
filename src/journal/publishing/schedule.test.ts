import { describe, expect, it } from 'vitest';
import { dateOfDay, isDue, publishedAt, readSchedule } from './schedule.ts';

const started = { START_DATE: '2026-01-01', TODAY: '2026-01-04' };

describe('readSchedule', () => {
  it('has no dates, and publishes everything, where nothing is set', () => {
    const schedule = readSchedule({}, new Date('2026-01-01T23:30:00Z'));
    expect(schedule).toEqual({
      startDate: undefined,
      publish: 'all',
      timeZone: 'UTC',
      today: '2026-01-01',
    });
    expect(dateOfDay(3, schedule)).toBeUndefined();
    expect(isDue(99, schedule)).toBe(true);
    expect(publishedAt(3, schedule)).toBeUndefined();
  });

  it('has the date of its time zone', () => {
    const now = new Date('2026-01-01T23:30:00Z');
    expect(readSchedule({ TIME_ZONE: 'Europe/Berlin' }, now).today).toBe('2026-01-02');
    expect(readSchedule({ TIME_ZONE: 'America/New_York' }, now).today).toBe('2026-01-01');
  });

  it.each([
    [{ START_DATE: '1.1.2026' }, /START_DATE is "1\.1\.2026".*2026-01-31/],
    [{ START_DATE: '2026-02-30' }, /START_DATE/],
    [{ TODAY: 'tomorrow' }, /TODAY is "tomorrow"/],
    [{ PUBLISH: 'some' }, /PUBLISH is "some"; it can be all or until-today/],
    [{ PUBLISH: 'until-today' }, /needs START_DATE/],
    [{ TIME_ZONE: 'Mars' }, /TIME_ZONE is "Mars".*Europe\/Berlin/],
  ])('refuses %j', (env, message) => {
    expect(() => readSchedule(env)).toThrow(message);
  });
});

describe('until-today', () => {
  const schedule = readSchedule({ ...started, PUBLISH: 'until-today' });
  it.each([
    [0, '2026-01-01', true],
    [3, '2026-01-04', true],
    [4, '2026-01-05', false],
    [99, '2026-04-10', false],
  ])('day %i, %s: due is %s', (day, date, due) => {
    expect(dateOfDay(day, schedule)).toBe(date);
    expect(isDue(day, schedule)).toBe(due);
  });

  it('publishes day 0 on the start date and not before', () => {
    const at = (TODAY: string) =>
      isDue(0, readSchedule({ ...started, TODAY, PUBLISH: 'until-today' }));
    expect([at('2025-12-31'), at('2026-01-01')]).toEqual([false, true]);
  });
});

describe('all', () => {
  const schedule = readSchedule({ ...started, TIME_ZONE: 'Europe/Berlin' });
  it('shows days before their date, without a time of publication', () => {
    expect(isDue(50, schedule)).toBe(true);
    expect(dateOfDay(50, schedule)).toBe('2026-02-20');
    expect(publishedAt(50, schedule)).toBeUndefined();
    expect(publishedAt(3, schedule)?.toISOString()).toBe('2026-01-03T23:00:00.000Z');
  });
});
