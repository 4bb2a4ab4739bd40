import { describe, expect, test } from 'vitest';
import { LineDiscipline } from './line-discipline.ts';

describe('a terminal in line mode', () => {
  test.each<[string[], string, string, boolean]>([
    [['hi\r'], 'hi\r\n', 'hi\n', false],
    [['h', 'i', '\r'], 'hi\r\n', 'hi\n', false],
    [['ab\x7fc\r'], 'ab\b \bc\r\n', 'ac\n', false],
    [['\x7f\x7fa\r'], 'a\r\n', 'a\n', false],
    [['abc\x15d\r'], 'abc\b \b\b \b\b \bd\r\n', 'd\n', false],
    [['a bc\x17d\r'], 'a bc\b \b\b \bd\r\n', 'a d\n', false],
    [['a\rb'], 'a\r\nb', 'a\n', false],
    [['ab\x03'], 'ab^C', '', true],
    [['\x04'], '', '\x04', false],
    [['ab\x04'], 'ab', 'ab', false],
    [['a\x1b[Db\r'], 'ab\r\n', 'ab\n', false],
    [['é😀\x7f\r'], 'é😀\b \b\r\n', 'é\n', false],
  ])('%j', (typed, echo, input, interrupts) => {
    const discipline = new LineDiscipline();
    const results = typed.map((text) => discipline.type(text));
    expect(results.map((result) => result.echo).join('')).toBe(echo);
    expect(results.map((result) => result.input).join('')).toBe(input);
    expect(results.some((result) => result.interrupts)).toBe(interrupts);
  });
});
