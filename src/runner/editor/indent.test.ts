import { describe, expect, it } from 'vitest';
import { breakLine, type Edit, indent, outdent, type Selection } from './indent.ts';

/** `|` marks the caret, or both ends of a selection. */
const parse = (marked: string): Selection => {
  const start = marked.indexOf('|');
  const rest = marked.slice(0, start) + marked.slice(start + 1);
  const second = rest.indexOf('|');
  return second < 0
    ? { value: rest, start, end: start }
    : { value: rest.slice(0, second) + rest.slice(second + 1), start, end: second };
};

const print = ({ value }: Selection, edit: Edit | undefined): string | undefined => {
  if (!edit) return undefined;
  const text = value.slice(0, edit.from) + edit.insert + value.slice(edit.to);
  const { start, end } = edit;
  return start === end
    ? `${text.slice(0, start)}|${text.slice(start)}`
    : `${text.slice(0, start)}|${text.slice(start, end)}|${text.slice(end)}`;
};

describe('indent', () => {
  it.each([
    ['|a', '  |a'],
    ['a|', 'a |'],
    ['x\nab|c', 'x\nab  |c'],
    ['a|bc|d', 'a |d'],
    ['a|b\ncd|', '  a|b\n  cd|'],
    ['|a\nb\n|c', '  |a\n  b\n|c'],
    ['|a\n\nb|', '  |a\n\n  b|'],
  ])('%j', (before, after) => expect(print(parse(before), indent(parse(before)))).toBe(after));
});

describe('outdent', () => {
  it.each([
    ['  a|', 'a|'],
    ['    a|', '  a|'],
    ['\ta|', 'a|'],
    [' |a', '|a'],
    ['|  a', '|a'],
    ['  a|b\n  cd|', 'a|b\ncd|'],
    ['a|', undefined],
    ['x\n|', undefined],
  ])('%j', (before, after) => expect(print(parse(before), outdent(parse(before)))).toBe(after));
});

describe('breakLine', () => {
  it.each([
    ['a|b', 'a\n|b'],
    ['  a|', '  a\n  |'],
    ['  |a', '  \n  |a'],
    ['f(() => {|})', 'f(() => {\n  |\n})'],
    ['  [|]', '  [\n    |\n  ]'],
    ['  {|', '  {\n    |'],
    ['a|bc|d', 'a\n|d'],
  ])('%j', (before, after) => expect(print(parse(before), breakLine(parse(before)))).toBe(after));
});
