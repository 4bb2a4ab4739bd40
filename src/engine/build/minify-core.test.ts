import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { inferredNames, minifyCore } from './minify-core.ts';

describe('inferredNames', () => {
  it.each([
    ['a declared arrow function', 'const a = () => 1;', ['a']],
    ['a function without a name', 'let a; a = function () {};', ['a']],
    ['a class', 'const A = class {};', ['A']],
    ['a default value', 'function f(a = () => {}) {}', ['a']],
    ['inside another', 'function f() { const inner = async () => {}; }', ['inner']],
    ['what has a name of its own', 'function f() {} class C {} const a = 1;', []],
    ['a property', 'a.b = () => {};', []],
  ])('%s', (_name, source, names) => expect(inferredNames(source)).toEqual(names));
});

describe('minifyCore', () => {
  const run = (source: string): unknown =>
    runInNewContext(minifyCore(`result = (function (longParameter) {${source}})(3)`), {});

  it('shortens local names', () => {
    const code = minifyCore('x = function (longParameter) { return longParameter + 1; };');
    expect(code).not.toContain('longParameter');
    expect(code).toMatch(/^x=function/);
  });

  it.each([
    ['declared', 'function named() { return longParameter } return named.name;', 'named'],
    ['class', 'class Named { x = longParameter } return Named.name;', 'Named'],
    ['arrow', 'const arrow = () => longParameter; return arrow.name;', 'arrow'],
    ['expression', 'return (function own() { return longParameter }).name;', 'own'],
  ])('keeps the name of a function: %s', (_name, source, name) => expect(run(source)).toBe(name));

  it('writes ASCII only', () => {
    const code = minifyCore('x = ["�", `…`, /[ÿ€]/.source.length];');
    expect(code).toMatch(/^[ -~\n]*$/);
    expect([...(runInNewContext(code) as unknown[])].slice(0, 2)).toEqual(['�', '…']);
  });
});
