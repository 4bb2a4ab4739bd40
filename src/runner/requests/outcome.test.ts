import { describe, expect, it } from 'vitest';
import { readable, toOutcome } from './outcome.ts';

describe('readable', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  it.each([
    ['1', '1'],
    [1, '1'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
    [circular, '[object Object]'],
  ])('%j', (value, shown) => expect(readable(value)).toBe(shown));

  it('shortens', () => expect(readable('x'.repeat(1000))).toHaveLength(501));
});

describe('toOutcome', () => {
  it.each([
    ['a', 'b', 'a', 'b'],
    ['1', 1, '"1"', '1'],
    [201, 200, '201', '200'],
    ['undefined', undefined, '"undefined"', 'undefined'],
  ])('expected %j, actual %j', (expected, actual, left, right) => {
    const result = { source: 'x', line: 1, passed: false, expected, actual };
    expect(toOutcome(result)).toMatchObject({ expected: left, actual: right });
  });

  it('leaves out what the assertion does not compare', () => {
    expect(toOutcome({ source: 'x', line: 1, passed: true })).toEqual({
      source: 'x',
      passed: true,
    });
  });
});
