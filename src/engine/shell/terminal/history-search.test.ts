import { expect, test } from 'vitest';
import { HistorySearch } from './history-search.ts';

const LINES = ['echo one', 'ls -l', 'echo two'];

test.each<[string, string, unknown]>([
  ['', "(reverse-i-search)'': ", undefined],
  ['echo', "(reverse-i-search)'echo': echo two", undefined],
  ['echo\x12', "(reverse-i-search)'echo': echo one", undefined],
  ['ls', "(reverse-i-search)'ls': ls -l", undefined],
  ['zz', "(failed reverse-i-search)'zz': ", undefined],
  ['on\x7f\x7f', "(reverse-i-search)'': echo two", undefined],
  ['one\r', '', { type: 'run', line: 'echo one', rest: '' }],
  ['one\x1b', '', { type: 'edit', line: 'echo one', rest: '' }],
  ['one\x01', '', { type: 'edit', line: 'echo one', rest: '\x01' }],
  ['one\x03', '', { type: 'cancel' }],
])('%j', (keys, text, end) => {
  const search = new HistorySearch(LINES);
  let result: unknown;
  for (const key of keys) result = search.press(key, '');
  if (end) expect(result).toEqual(end);
  else expect(search.text).toBe(text);
});
