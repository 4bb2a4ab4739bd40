import { expect, it } from 'vitest';
import { checkSyntax } from '../../container/syntax.ts';
import { faultOfSyntax } from './faults.ts';

it.each([
  ['enum A { B }', /enum .* const object/],
  ['namespace A { export const b = 1 }', /namespace .* plain object/],
  ['class A { constructor(readonly b: string) {} }', /parameter property .* assign/],
  ['const = 1;', /^Syntax error: .*\.$/],
])('%s is explained', (source, words) => {
  const report = checkSyntax('app.ts', `ok();\n${source}\n`);
  if (!('fault' in report)) throw new Error('It was accepted');
  expect(faultOfSyntax(report.fault)).toMatchObject({
    line: 2,
    message: expect.stringMatching(words) as string,
  });
});
