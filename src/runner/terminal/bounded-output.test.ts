import { expect, it } from 'vitest';
import { BoundedOutput } from './bounded-output.ts';

it('hands on what waits, once', () => {
  const output = new BoundedOutput();
  output.append('one ');
  output.append('two');
  expect(output.take()).toBe('one two');
  expect(output.take()).toBe('');
});

it('drops the oldest lines of a flood and says how much', () => {
  const output = new BoundedOutput();
  const line = `${'x'.repeat(99)}\n`;
  for (let index = 0; index < 30_000; index += 1) output.append(line);
  const text = output.take();
  expect(text.length).toBeLessThan(1_000_100);
  const [, count = ''] = /\[([\d,]+) characters were printed too fast/.exec(text) ?? [];
  const shown = text.slice(text.indexOf('x'));
  expect(Number(count.replaceAll(',', '')) + shown.length).toBe(3_000_000);
  expect(shown.startsWith(line)).toBe(true);
  expect(output.take()).toBe('');
});

it('bounds a flood without line ends', () => {
  const output = new BoundedOutput();
  for (let index = 0; index < 30; index += 1) output.append('x'.repeat(100_000));
  expect(output.take().length).toBeLessThan(1_000_100);
});
