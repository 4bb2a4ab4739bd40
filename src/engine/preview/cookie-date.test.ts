import { describe, expect, it } from 'vitest';
import { parseCookieDate } from './cookie-date.ts';

describe('parseCookieDate', () => {
  const expected = Date.UTC(1994, 10, 6, 8, 49, 37);
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', expected],
    ['Sunday, 06-Nov-94 08:49:37 GMT', expected],
    ['Sun Nov  6 08:49:37 1994', expected],
    ['6 november 1994 8:49:37', expected],
    ['1994 Nov 6 08:49:37', expected],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Thu, 01 Jan 69 00:00:00 GMT', Date.UTC(2069, 0, 1)],
    ['06 Nov 1600 08:49:37', undefined],
    ['31 Apr 2030 00:00:00', undefined],
    ['00 Apr 2030 00:00:00', undefined],
    ['01 Apr 2030 24:00:00', undefined],
    ['01 Apr 2030', undefined],
    ['tomorrow', undefined],
    ['', undefined],
  ])('%j', (text, time) => expect(parseCookieDate(text)).toBe(time));
});
