import { describe, expect, it } from 'vitest';
import { membersOf, outlineJson } from './json-outline.ts';

/** The outline of a whole document, as nested lists of what is written. */
function outline(text: string): unknown {
  const read = (value: NonNullable<ReturnType<typeof outlineJson>>): unknown => {
    const own = value.kind === 'object' || value.kind === 'array';
    const shown = own
      ? [value.kind, ...membersOf(text, value).map(read)]
      : text.slice(value.start, value.end);
    return value.key === undefined ? shown : [value.key, shown];
  };
  const root = outlineJson(text);
  return root && read(root);
}

describe('outlineJson and membersOf', () => {
  it.each([
    ['1e400', '1e400'],
    ['12345678901234567890.10', '12345678901234567890.10'],
    ['-0', '-0'],
    [' "a\\"b\\\\" ', '"a\\"b\\\\"'],
    ['{}', ['object']],
    ['[ ]', ['array']],
    [
      '[1,[2, [] ],{"a" : null}]',
      ['array', '1', ['array', '2', ['array']], ['object', ['"a"', 'null']]],
    ],
    ['{"b":1,"a":2,"1":3}', ['object', ['"b"', '1'], ['"a"', '2'], ['"1"', '3']]],
    ['{"a":1,"a":2}', ['object', ['"a"', '1'], ['"a"', '2']]],
    ['{"__proto__":{"x":true}}', ['object', ['"__proto__"', ['object', ['"x"', 'true']]]]],
    ['{"]}":"[{"}', ['object', ['"]}"', '"[{"']]],
    ['\n{\t"a"\r\n:\t"b"\n}\n', ['object', ['"a"', '"b"']]],
    ['{oops', undefined],
    ['', undefined],
    ['[1,]', undefined],
  ])('%j', (text, expected) => expect(outline(text)).toEqual(expected));

  it('does not run out of stack on deep nesting', () => {
    const text = '['.repeat(5_000) + ']'.repeat(5_000);
    const root = outlineJson(text);
    expect(root && membersOf(text, root)).toMatchObject([{ start: 1, end: 9_999 }]);
  });
});
