import { expect, it } from 'vitest';
import { AnsiRenderer } from './ansi.ts';

it.each([
  ['\x1b[31mred\x1b[39m plain', '<span class="ansi-red-fg">red</span> plain'],
  ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
  ['\x1b[32m<b>"&\x1b[0m', '<span class="ansi-green-fg">&lt;b&gt;&quot;&amp;</span>'],
  ['\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07', 'click'],
  ['\x1b]8;;https://example.com\x1b\\click\x1b]8;;\x1b\\', 'click'],
  ['\x1b]0;never ended', ''],
  ['a\x1b[2Jb', 'ab'],
])('%j', (line, html) => expect(new AnsiRenderer().html(line)).toBe(html));

it('goes on after a sequence that was cut off', () => {
  const renderer = new AnsiRenderer();
  expect(renderer.html('a\x1b[3')).toBe('a');
  expect(renderer.html('b')).toBe('b');
  expect(renderer.html('\x1b]8;;x')).toBe('');
  expect(renderer.html('c')).toBe('c');
});

it.each([
  '\x1b[1;1;…',
  '\x1b[é',
  '\x1b[\x07',
  '\x1b[1\x1b[31',
  '\x9b1;',
  '\x1b\x1b',
  '\x1bP1$',
  '\x1b(',
])('is not silenced by %j', (line) => {
  const renderer = new AnsiRenderer();
  renderer.html(line);
  expect(renderer.html('after')).toMatch(/after/);
});

it('carries a colour over lines', () => {
  const renderer = new AnsiRenderer();
  renderer.html('\x1b[31mone');
  expect(renderer.html('two\x1b[0m')).toBe('<span class="ansi-red-fg">two</span>');
});
