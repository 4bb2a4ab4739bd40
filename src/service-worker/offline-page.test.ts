import { describe, expect, it } from 'vitest';
import { offlinePage, titleOf } from './offline-page.ts';

describe('titleOf', () => {
  it.each([
    ['<title>Day 1: HTTP &amp; you | 100 Days of Backend</title>', 'Day 1: HTTP & you'],
    ['<title>100 Days of Backend</title>', '100 Days of Backend'],
    ['<title> | x</title>', undefined],
    ['{}', undefined],
  ])('%s', (html, title) => expect(titleOf(html)).toBe(title));
});

describe('offlinePage', () => {
  it('lists pages as text', () => {
    const html = offlinePage([{ path: '/day/1/?"', title: '<b>x</b>' }]);
    expect(html).toContain('<a href="/day/1/?&#34;">&#60;b&#62;x&#60;/b&#62;</a>');
  });

  it('says that there are none', () => {
    expect(offlinePage([])).toContain('No page has been kept yet.');
  });
});
