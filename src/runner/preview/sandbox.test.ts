import { expect, it } from 'vitest';
import { sandboxOf } from './sandbox.ts';

const href = 'https://journal.example/day/1/';
const here = '/preview/1/3000/';
const elsewhere = 'https://previews.journal.example/preview/1/3000/';

it.each([
  ['of the page’s origin', here, false, true],
  ['of the page’s origin, isolated', here, true, true],
  ['of another origin, isolated', elsewhere, true, true],
  ['of another origin', elsewhere, false, false],
])('a preview %s: may it open windows?', (_which, address, crossOriginIsolated, may) => {
  const tokens = sandboxOf(address, { href, crossOriginIsolated }).split(' ');
  expect(tokens.includes('allow-popups')).toBe(may);
  expect(tokens).toContain('allow-scripts');
  expect(tokens.filter((token) => /top-navigation|escape|pointer-lock/.test(token))).toEqual([]);
});
