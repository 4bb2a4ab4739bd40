import { Script } from 'node:vm';
import { expect, it } from 'vitest';
import { parse } from './parse.ts';

const messageOf = (source: string, sourceType: 'script' | 'module'): string => {
  try {
    parse(source, { ecmaVersion: 'latest', sourceType });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

it.each([
  'var foo bar;',
  'var foo = ;',
  'if (',
  'a b',
  'x = 1 2',
  'x = 1 "s"',
  'x y => 1',
  'var if = 1',
  'f(])',
  'x = "abc',
  'x = `abc',
  '/abc',
  '#',
  '@a',
  'return 1',
  'let a; let a;',
  '1 = 2',
  '}',
  'import "a"',
  'export {}',
])('says what V8 says of %s', (source) => {
  let expected = '';
  try {
    new Script(source);
  } catch (error) {
    expected = (error as Error).message;
  }
  expect(messageOf(source, 'script')).toBe(expected);
});

it.each([
  ['export { a }', "Export 'a' is not defined in module"],
  ['export let a; export { a }', "Duplicate export of 'a'"],
  ['var a b', "Unexpected identifier 'b'"],
  ['var await', 'Unexpected reserved word'],
  ['let public = 1', 'Unexpected strict mode reserved word'],
])('says of the module %s: %s', (source, message) => {
  expect(messageOf(source, 'module')).toBe(message);
});
