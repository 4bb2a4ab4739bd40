import { describe, expect, it } from 'vitest';
import { isAtLeast, mergeProgress } from './compare.ts';
import {
  continueWith,
  marks,
  nothingYet,
  parseProgress,
  stateOf,
  withMark,
  type Progress,
} from './record.ts';

const monday = '2026-11-23T10:00:00.000Z';
const tuesday = '2026-11-24T10:00:00.000Z';

describe('withMark', () => {
  it('keeps the first time of a mark, and the day opened last', () => {
    let progress = withMark(nothingYet(), 4, 'opened', monday);
    progress = withMark(progress, 4, 'run', monday);
    progress = withMark(progress, 4, 'opened', tuesday);
    expect(progress).toEqual({
      version: 1,
      days: { 4: { opened: monday, run: monday } },
      last: { day: 4, at: tuesday },
    });
  });
});

describe('stateOf, isAtLeast', () => {
  it.each([
    [undefined, undefined, [false, false, false]],
    [{}, undefined, [false, false, false]],
    [{ opened: monday }, 'opened', [true, false, false]],
    [{ run: monday }, 'run', [true, true, false]],
    [{ opened: monday, checked: monday }, 'checked', [true, true, true]],
  ])('%o is %s', (day, state, reached) => {
    expect(stateOf(day)).toBe(state);
    expect(marks.map((mark) => isAtLeast(day, mark))).toEqual(reached);
  });
});

describe('parseProgress', () => {
  it('reads what was written', () => {
    const progress = withMark(nothingYet(), 99, 'opened', monday);
    expect(parseProgress(JSON.stringify(progress))).toEqual(progress);
  });

  it('leaves out what it does not know', () => {
    const text = `{ "version": 1, "days": { "4": { "run": "${monday}", "liked": true }, "5": {} },
      "last": { "day": 7, "at": "${monday}" }, "name": "x" }`;
    expect(parseProgress(text)).toEqual({ version: 1, days: { 4: { run: monday } } });
  });

  it.each([
    ['', /not JSON/],
    ['{', /not JSON/],
    ['null', /not the progress/],
    ['[]', /not the progress/],
    ['{"version":1}', /not the progress/],
    ['{"version":1,"days":[]}', /not the progress/],
    ['{"version":2,"days":{}}', /version 2/],
    ['{"version":1,"days":{"100":{}}}', /"100" is not a day/],
    ['{"version":1,"days":{"__proto__":{}}}', /"__proto__" is not a day/],
    ['{"version":1,"days":{"4":7}}', /"4" is not a day/],
    ['{"version":1,"days":{"4":{"run":true}}}', /Day 4 has no time in "run"/],
    ['{"version":1,"days":{"4":{"opened":"yesterday"}}}', /Day 4 has no time in "opened"/],
    ['{"version":1,"days":{"4":{"opened":"2026-13-45T99:00Z"}}}', /Day 4 has no time/],
  ])('refuses %s', (text, message) => expect(() => parseProgress(text)).toThrow(message));
});

describe('mergeProgress', () => {
  const here: Progress = {
    version: 1,
    days: { 0: { opened: tuesday, run: tuesday }, 1: { opened: monday } },
    last: { day: 1, at: monday },
  };
  const there: Progress = {
    version: 1,
    days: { 0: { opened: monday, checked: tuesday }, 9: { opened: tuesday } },
    last: { day: 9, at: tuesday },
  };
  const both: Progress = {
    version: 1,
    days: {
      0: { opened: monday, run: tuesday, checked: tuesday },
      1: { opened: monday },
      9: { opened: tuesday },
    },
    last: { day: 9, at: tuesday },
  };

  it('has everything that either has, in either order', () => {
    expect(mergeProgress(here, there)).toEqual(both);
    expect(mergeProgress(there, here)).toEqual(both);
  });

  it.each([
    ['with itself', here],
    ['with nothing', nothingYet()],
  ])('%s changes nothing', (_, other) => expect(mergeProgress(here, other)).toEqual(here));
});

describe('continueWith', () => {
  const written = [0, 1, 4, 9];
  const after = (last: number, opened: number[], checked: number[] = []): Progress => ({
    version: 1,
    days: Object.fromEntries([
      ...opened.map((day) => [day, { opened: monday }]),
      ...checked.map((day) => [day, { checked: monday }]),
    ]),
    last: { day: last, at: monday },
  });

  it.each([
    ['nothing opened', nothingYet(), undefined],
    ['the last opened, unchecked', after(4, [4]), 4],
    ['the next after one that is done', after(4, [], [4]), 9],
    ['an earlier one where the later are opened', after(9, [4], [9]), 0],
    ['all opened, the last done', after(9, [0, 1, 4], [9]), undefined],
    ['a day that is not there any more', after(7, [7]), 9],
  ])('%s', (_, progress, day) => expect(continueWith(progress, written)).toBe(day));
});
