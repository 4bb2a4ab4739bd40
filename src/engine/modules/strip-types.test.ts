import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { stripTypes, type StripTypesError } from './strip-types.ts';

const failure = (source: string): StripTypesError => {
  try {
    stripTypes(source, 'a.ts');
  } catch (error) {
    return error as StripTypesError;
  }
  throw new Error('accepted');
};

it.each([
  ['const a: number = 1;'],
  ['import type { A } from "a"; import { b, type C } from "b"; b();'],
  ['interface A { b: string }\nexport const a = (b: A): string => b.b;'],
  ['class A<T> { private b: T; constructor(b: T) { this.b = b } }'],
  ['const a = b as unknown as string; const c = d!;'],
  ['declare global { var x: number }\nexport {};'],
  ['const namespace = 1; namespace;'],
  ['function f(this: Foo, a?: number): asserts a is 3 {}'],
])('keeps what Node keeps of %s', (source) => {
  const squeeze = (text: string) => text.replace(/\s+/g, '').replace(/;+/g, ';').replace(/^;/, '');
  expect(squeeze(stripTypes(source, 'a.ts'))).toBe(squeeze(stripTypeScriptTypes(source)));
});

it('keeps lines', () => {
  const source = 'interface A {\n  b: string;\n}\n\nthrow 1;';
  expect(stripTypes(source, 'a.ts').split('\n')[4]).toContain('throw 1');
});

it.each([
  ['enum A { B }', 'enum', 1],
  ['\nnamespace A { export const b = 1 }', 'namespace declaration', 2],
  ['class A { constructor(private b: string) {} }', 'parameter property', 1],
])('refuses what cannot be erased: %j', (source, what, line) => {
  expect(failure(source)).toMatchObject({
    code: 'UnsupportedSyntax',
    message: `TypeScript ${what} is not supported in strip-only mode`,
    startLine: line,
  });
});

it('says where a syntax error is', () => {
  expect(failure('const a = 1;\nconst b = ;')).toMatchObject({
    code: 'InvalidSyntax',
    startLine: 2,
  });
});
