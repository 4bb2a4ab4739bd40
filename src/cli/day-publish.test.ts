import { describe, expect, it } from 'vitest';
import { readSchedule } from '../journal/publishing/schedule.ts';
import { appearance, dateAdvice, publishCommands } from './day-publish.ts';
import { isDraft, listLine, settingsLine, stateOf, withoutDraft } from './day-states.ts';

const undated = readSchedule({ TODAY: '2026-01-04' });
const all = readSchedule({ START_DATE: '2026-01-01', TODAY: '2026-01-04' });
const untilToday = readSchedule({
  START_DATE: '2026-01-01',
  TODAY: '2026-01-04',
  PUBLISH: 'until-today',
});

describe('drafts', () => {
  it.each([
    ['---\ntitle: A\ndraft: true\n---\nText', '---\ntitle: A\n---\nText'],
    ['---\ndraft: true # soon\ntitle: A\n---\n', '---\ntitle: A\n---\n'],
    ['---\r\ndraft: true\r\ntitle: A\r\n---\r\n', '---\r\ntitle: A\r\n---\r\n'],
  ])('%j is one', (text, published) => {
    expect(isDraft(text)).toBe(true);
    expect(withoutDraft(text)).toBe(published);
  });

  it.each([
    '---\ntitle: A\n---\ndraft: true\n',
    '---\ndraft: false\n---\n',
    '---\ntitle: "draft: true"\n---\n',
    'draft: true\n',
  ])('%j is none', (text) => {
    expect(isDraft(text)).toBe(false);
    expect(withoutDraft(text)).toBe(text);
  });
});

const text = '---\ntitle: A\n---\n';
const draft = '---\ntitle: A\ndraft: true\n---\n';
describe('stateOf', () => {
  it.each([
    ['planned', 3, false, undefined, untilToday],
    ['no write-up', 3, true, undefined, untilToday],
    ['no example', 3, false, text, untilToday],
    ['draft', 3, true, draft, undated],
    ['published', 3, true, text, untilToday],
    ['to come', 4, true, text, untilToday],
    ['published', 4, true, text, all],
    ['published', 4, true, text, undated],
  ])('%s: day %i', (state, day, hasExample, writeUp, schedule) => {
    expect(stateOf(day, { hasExample, writeUp }, schedule)).toBe(state);
  });
});

it.each([
  [undated, '   4  Files and streams                 published'],
  [all, '   4  Files and streams                 2026-01-05  published'],
  [untilToday, '   4  Files and streams                 2026-01-05  to come'],
])('listLine', (schedule, line) => {
  const files = { hasExample: true, writeUp: text };
  expect(listLine({ day: 4, title: 'Files and streams' }, files, schedule)).toBe(line);
});

it.each([
  [undated, /^No START_DATE/],
  [all, /START_DATE=2026-01-01 and PUBLISH=all.*before its date too/],
  [untilToday, /PUBLISH=until-today.*today is 2026-01-04 \(UTC\)/],
])('settingsLine names what is set', (schedule, line) => {
  expect(settingsLine(schedule)).toMatch(line);
});

it.each([
  [undated, 4, /next build, without a date/],
  [all, 4, /next build, dated January 5, 2026/],
  [untilToday, 3, /next build: its date, January 4, 2026, has come/],
  [untilToday, 4, /first build on January 5, 2026; until then it is listed as planned/],
])('appearance', (schedule, day, message) => {
  expect(appearance(day, schedule)).toMatch(message);
});

it.each([
  [undated, '2026-02-05', /^Set START_DATE=2026-02-01 .*and every other day its own\.$/],
  [all, '2026-01-05', /^Its date is January 5, 2026 already\.$/],
  [all, '2026-01-06', /START_DATE=2026-01-02 .*Every other day moves too, 1 day later\.$/],
  [untilToday, '2026-01-01', /START_DATE=2025-12-28 .*4 days earlier\.$/],
])('dateAdvice', (schedule, wanted, message) => {
  expect(dateAdvice(4, wanted, schedule)).toMatch(message);
});

it('publishCommands commit what belongs to the day', () => {
  expect(publishCommands(4, 'Files and streams')).toEqual([
    'git add content/day-004.mdx examples/day4',
    'git commit -m "Day 4: Files and streams"',
    'git push',
  ]);
});
