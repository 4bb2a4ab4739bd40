import { describe, expect, it } from 'vitest';
import { asBase } from './site.ts';

describe('asBase', () => {
  it.each([
    [undefined, '/'],
    ['', '/'],
    ['/', '/'],
    ['journal', '/journal/'],
    ['/journal', '/journal/'],
    ['/a/b/', '/a/b/'],
  ])('%j → %j', (path, base) => {
    expect(asBase(path)).toBe(base);
  });
});
