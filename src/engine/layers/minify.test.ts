import { describe, expect, it } from 'vitest';
import { minify, sameTree } from './minify.ts';

describe('minify', () => {
  it.each([
    ['comments', `a(/* x */ 1) // y\n/*! licence */ b()`, `a(1);b()`],
    ['no semicolons', `let a = 1\nlet b = a\n;[1].map(b)`, `let a=1;let b=a;[1].map(b)`],
    ['a line that goes on', `a = b\n(c)`, `a=b(c)`],
    ['return alone', `function f() { return\n1 }`, `function f(){return;1}`],
    ['increments', `a\n++b`, `a;++b`],
    ['signs', `a + +b - -c + ++d - --e`, `a+ +b- -c+ ++d- --e`],
    ['division before a pattern', `a / /b c/.exec(d)`, `a/ /b c/.exec(d)`],
    ['pattern before a word', `/a/g in b`, `/a/g in b`],
    ['pattern without flags before a word', `/a/ in b`, `/a/ in b`],
    ['a number before a dot', `1 .toFixed(2)`, `1 .toFixed(2)`],
    ['no HTML comments', `a < !--b; while (n-- > 0);`, `a< !--b;while(n-- >0);`],
    ['templates', 'f` a  ${ b  + `\n${ c }` } //x`', 'f` a  ${b+`\n${c}`} //x`'],
    ['optional chaining and decimals', `a ? .5 : b ?. c`, `a?.5:b?.c`],
    ['do-while', `do a()\nwhile (b)\nc()`, `do a();while(b)c()`],
    [
      'class fields',
      `class A { static\na = 1\n'b' = 2\n#c; get\nd() {} }`,
      `class A{static a=1;'b'=2;#c;get d(){}}`,
    ],
    ['directives', `'use strict'\nvar a`, `'use strict';var a`],
    ['escaped names', `var \\u0061b = 1`, `var \\u0061b=1`],
    ['words of other scripts', `typeof größe`, `typeof größe`],
    [
      'names of functions',
      `a.b = function c() {}; const d = function () {}`,
      `a.b=function c(){};const d=function(){}`,
    ],
    ['if without braces', `if (a) b\nelse c`, `if(a)b;else c`],
    ['return outside functions', `if (a) return\nb`, `if(a)return;b`],
  ])('%s', (_name, source, expected) => expect(minify(source, 'commonjs')).toBe(expected));

  it('takes ES modules', () => {
    expect(
      minify(`import a, { b as c } from 'd'\nexport default class {}\nawait a`, 'module'),
    ).toBe(`import a,{b as c}from'd';export default class{}await a`);
  });

  it('refuses what does not parse', () => {
    expect(() => minify('let 1', 'script')).toThrow(SyntaxError);
  });
});

it.each([
  [{ type: 'A', start: 1, end: 2 }, { type: 'A', start: 3, end: 4 }, true],
  [{ type: 'A', value: /a/g }, { type: 'A', value: /a/i }, false],
  [{ type: 'A', value: 1n }, { type: 'A', value: 1n }, true],
  [{ body: [{ a: 1 }] }, { body: [{ a: 1 }, {}] }, false],
  [{ a: null }, { a: {} }, false],
])('sameTree %#', (a, b, expected) => expect(sameTree(a, b)).toBe(expected));
