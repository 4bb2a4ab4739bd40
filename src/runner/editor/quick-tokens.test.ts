import { expect, it } from 'vitest';
import { quickTokens } from './quick-tokens.ts';

const print = (line: string, path = 'app.ts'): string =>
  quickTokens(line, path)
    .map(({ text, kind }) => (kind ? `<${kind} ${text}>` : text))
    .join('');

it.each([
  ['', ''],
  ['const a = 1; // one', '<keyword const> a = <constant 1>; <comment // one>'],
  ["app.get('/a', f)", "app.<function get>(<string '/a'>, f)"],
  ["'it\\'s' + \"x", `<string 'it\\'s'> + <string "x>`],
  ['req.delete(null) => x', 'req.<function delete>(<constant null>) => x'],
  ['/* a */ b', '<comment /* a */> b'],
  ['fromage', 'fromage'],
  ['"http://x"', '<string "http://x">'],
])('%j', (line, tokens) => expect(print(line)).toBe(tokens));

it('leaves other files alone', () => expect(print('if you read', 'notes.md')).toBe('if you read'));

it('loses no character', () => {
  const line = 'export const f = async <T>(x: T) => `${x}` ?? [1.5e3, "a" /* c */]; // é 🎉';
  expect(
    quickTokens(line, 'a.ts')
      .map(({ text }) => text)
      .join(''),
  ).toBe(line);
});
