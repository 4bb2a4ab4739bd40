import { describe, expect, it } from 'vitest';
import { differences, excerpts } from './difference.ts';

describe('differences', () => {
  it.each([
    ['equal', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['a member', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', expected: '1', actual: '2' }]],
    [
      'an item',
      [1, { x: 'y' }],
      [1, { x: 'z' }],
      [{ path: '[1].x', expected: '"y"', actual: '"z"' }],
    ],
    ['a type', { a: 1 }, { a: '1' }, [{ path: 'a', expected: '1', actual: '"1"' }]],
    ['a missing member', { a: 1, b: 2 }, { a: 1 }, [{ path: 'b', expected: '2' }]],
    ['a member too many', {}, { 'b c': [] }, [{ path: '["b c"]', actual: '[]' }]],
    ['a longer list', [1], [1, 2], [{ path: '[1]', actual: '2' }]],
    ['a list for an object', [], {}, [{ path: '', expected: '[]', actual: '{}' }]],
    [
      'an object for nothing',
      { a: {} },
      { a: null },
      [{ path: 'a', expected: '{}', actual: 'null' }],
    ],
    [
      'the order of members',
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      [{ path: '', expected: '{"a":1,"b":2}', actual: '{"b":2,"a":1} (in another order)' }],
    ],
  ])('%s', (_, expected, actual, found) => expect(differences(expected, actual)).toEqual(found));

  it('lists no more than a reader would go through', () => {
    expect(differences([], Array(1000).fill(0))).toHaveLength(20);
  });
});

describe('excerpts', () => {
  it('begins shortly before the difference', () => {
    const [expected, actual] = excerpts(`${'x'.repeat(500)}A`, `${'x'.repeat(500)}B`);
    expect([expected, actual]).toEqual([`…${'x'.repeat(30)}A`, `…${'x'.repeat(30)}B`]);
  });
  it('leaves short texts whole', () => expect(excerpts('ab', 'ac')).toEqual(['ab', 'ac']));
});
