import { describe, expect, it } from 'vitest';
import { normalizePath, toAddress, toPath } from './address.ts';

const base = 'http://localhost:4321/~preview/x1/3000/';

describe('normalizePath', () => {
  it.each([
    ['', '/'],
    ['health', '/health'],
    [' /a?b=1#c ', '/a?b=1#c'],
    ['http://localhost:3000/a/b', '/a/b'],
    ['http://localhost:3000?x=1', '/?x=1'],
    ['//evil.test/x', '/evil.test/x'],
    ['\\\\evil.test', '/evil.test'],
    ['javascript:alert(1)', '/javascript:alert(1)'],
  ])('%j is %j', (input, path) => expect(normalizePath(input)).toBe(path));
});

describe('toAddress', () => {
  it('joins', () => expect(toAddress(base, '/a?b')).toBe(`${base}a?b`));
});

describe('toPath', () => {
  it.each([
    [base, '/'],
    [base.slice(0, -1), '/'],
    [`${base}a/b?c#d`, '/a/b?c#d'],
    ['http://localhost:4321/login?next=1', '/login?next=1'],
    ['about:blank', undefined],
    ['https://elsewhere.test/', undefined],
  ])('%j is %j', (address, path) => expect(toPath(base, address)).toBe(path));
});
