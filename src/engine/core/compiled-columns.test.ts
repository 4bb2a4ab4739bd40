import { expect, it } from 'vitest';
import { rewriteScript } from '../modules/rewrite.ts';
import { originalColumn, rememberColumns } from './compiled-columns.ts';

const source = `async function f() { await a(); await b(await c()); g(); }
g(); import('e'); g();`;
const rewritten = rewriteScript(source);
rememberColumns('/rewritten.js', 10, rewritten);
rememberColumns('/plain.js', 10, undefined);

it.each([
  [1, 'a()', 10],
  [1, 'b(', 10],
  [1, 'c()', 10],
  [1, 'g()', 10],
  [2, 'g()', 0],
])('line %i, %s', (line, text, prefix) => {
  const column = (code: string): number => code.split('\n')[line - 1]!.indexOf(text) + 1;
  expect(originalColumn('/rewritten.js', line, column(rewritten) + prefix)).toBe(column(source));
});

it('points into what was put in at what it replaces', () => {
  const at = rewritten.indexOf('CaptureFrame') + 1 + 10;
  expect(originalColumn('/rewritten.js', 1, at)).toBe(source.indexOf('await') + 1);
});

it('takes off only the prefix where nothing was rewritten', () => {
  expect(originalColumn('/plain.js', 1, 15)).toBe(5);
  expect(originalColumn('/plain.js', 2, 15)).toBe(15);
  expect(originalColumn('/other.js', 1, 15)).toBe(15);
});
