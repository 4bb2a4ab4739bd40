import { expect, it } from 'vitest';
import { hasValidHost } from './url.ts';

it.each([
  ['http:', 'example.org', true],
  ['http:', 'invalid%20host', false],
  ['ws:', 'a%3Cb', false],
  ['https:', 'a%25b', false],
  ['data:', 'a%20b', true],
])('%s %s', (protocol, hostname, isValid) => {
  expect(hasValidHost({ protocol, hostname })).toBe(isValid);
});
