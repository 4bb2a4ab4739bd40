import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../syntax/parse.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { expandWords, ExpansionError, type ExpansionScope } from './expand.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'expand-'));
  for (const folder of ['src/lib', 'empty']) mkdirSync(join(cwd, folder), { recursive: true });
  for (const file of [
    'a.js',
    'b.js',
    'c.ts',
    '.hidden.js',
    'src/x.js',
    'src/lib/y.js',
    'a b.txt',
  ]) {
    writeFileSync(join(cwd, file), '');
  }
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function expand(
  text: string,
  variables: Record<string, string> = {},
  positional: string[] = [],
) {
  const scope: ExpansionScope = {
    cwd,
    positional,
    get: (name) => variables[name],
    set: (name, value) => {
      variables[name] = value;
    },
    capture: async () => 'one  two\nthree\n\n',
  };
  const [command] = parse(`: ${text}`)[0]!.list.first.commands;
  if (command?.type !== 'simple') throw new Error('not a simple command');
  return (await expandWords(command.words, scope)).slice(1);
}

describe('expands', () => {
  test.each<[string, string[], Record<string, string>?, string[]?]>([
    ['a "b c"', ['a', 'b c']],
    ['$A', ['x', 'y'], { A: ' x  y ' }],
    ['"$A"', [' x  y '], { A: ' x  y ' }],
    ['$A', []],
    ['"$A"', ['']],
    ['""', ['']],
    ['a$A"b"', ['axb'], { A: 'x' }],
    ['a$A', ['ax', 'y'], { A: 'x y' }],
    ['${A:-d e}', ['d', 'e']],
    ['"${A:-d e}"', ['d e']],
    ['${A-d}', ['d']],
    ['${A:-d}', ['d'], { A: '' }],
    ['"${A-d}"', [''], { A: '' }],
    ['${A:=v}$A', ['vv']],
    ['${A:+set}', ['set'], { A: '1' }],
    ['${A:+set}', []],
    ['${#A}', ['3'], { A: 'abc' }],
    ['${A#*/} ${A##*/} ${A%/*} ${A%%/*}', ['b/c', 'c', 'a/b', 'a'], { A: 'a/b/c' }],
    ['${A%.js}.ts', ['f.ts'], { A: 'f.js' }],
    ['$1-$2 $#', ['p-q', '2'], {}, ['p', 'q']],
    ['"$@"', ['p q', 'r'], {}, ['p q', 'r']],
    ['"<$@>"', ['<p q', 'r>'], {}, ['p q', 'r']],
    ['"$*"', ['p q r'], {}, ['p q', 'r']],
    ['"$@"', []],
    ['$(x)', ['one', 'two', 'three']],
    ['"$(x)"', ['one  two\nthree']],
    ['$((2 + 3 * 4))', ['14']],
    ['$((A + $A))', ['10'], { A: '5' }],
    ['~ ~/x', ['/home/me', '/home/me/x'], { HOME: '/home/me' }],
    ['*.js', ['a.js', 'b.js']],
    ['"*.js" \\*.js', ['*.js', '*.js']],
    ['?.ts [ab].js [!a].js', ['c.ts', 'a.js', 'b.js', 'b.js']],
    ['*.none', ['*.none']],
    ['src/*', ['src/lib', 'src/x.js']],
    ['*/', ['empty/', 'src/']],
    ['**/*.js', ['a.js', 'b.js', 'src/lib/y.js', 'src/x.js']],
    ['.h*', ['.hidden.js']],
    ['*.txt', ['a b.txt']],
    ['$A', ['a.js', 'b.js'], { A: '*.js' }],
    ['a{b,c}d', ['abd', 'acd']],
    ['{1..3} {a} "{b,c}"', ['1', '2', '3', '{a}', '{b,c}']],
    ['x{1,{2,3}}', ['x1', 'x2', 'x3']],
    ['{a,b}.js', ['a.js', 'b.js']],
  ])('%j', async (text, expected, variables, positional) => {
    expect(await expand(text, variables, positional)).toEqual(expected);
  });

  test('fails where a value is required', async () => {
    await expect(expand('${A:?is needed}')).rejects.toThrow(new ExpansionError('A: is needed'));
    await expect(expand('$((1 / 0))')).rejects.toThrow(ExpansionError);
  });
});

describe('arithmetic', () => {
  test.each([
    ['', 0],
    ['1+2*3', 7],
    ['(1+2)*3', 9],
    ['7/2', 3],
    ['-7/2', -3],
    ['7%3', 1],
    ['2**10', 1024],
    ['1<2 && 2>=2', 1],
    ['!1 || 0', 0],
    ['1 ? 5 : 6', 5],
    ['0x10 | 1', 17],
    ['X + 1', 43],
    ['Y', 0],
  ])('%s = %i', (expression, expected) => {
    expect(evaluateArithmetic(expression, (name) => (name === 'X' ? '42' : undefined))).toBe(
      expected,
    );
  });
  test.each(['1 +', '1 2', 'a b', '(1', '1 ? 2'])('refuses %s', (expression) => {
    expect(() => evaluateArithmetic(expression, () => '1')).toThrow('not an arithmetic expression');
  });
});
