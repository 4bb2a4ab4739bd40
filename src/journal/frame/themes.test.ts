import { expect, it } from 'vitest';
import { asThemeChoice } from './themes.ts';

it.each([
  ['dark', 'dark'],
  ['light', 'light'],
  ['auto', 'auto'],
  ['', 'auto'],
  ['sepia', 'auto'],
  [null, 'auto'],
] as const)('%j is the choice %s', (text, choice) => {
  expect(asThemeChoice(text)).toBe(choice);
});
