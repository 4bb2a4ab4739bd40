import { expect, it } from 'vitest';
import { hasTypes } from './reading-language.ts';

it.each([
  ['app.ts', true],
  ['holds.test.ts', true],
  ['old.cts', true],
  ['types.d.ts', false],
  ['app.js', false],
  ['schema.graphql', false],
])('%s has types: %s', (path, expected) => {
  expect(hasTypes(path)).toBe(expected);
});
