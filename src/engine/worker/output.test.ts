import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browser } from '../core/browser.ts';
import { paceOutput } from './output.ts';

let clock = 0;
let sent: [fd: number, data: string | Uint8Array][] = [];
let output: ReturnType<typeof paceOutput>;

beforeEach(() => {
  clock = 0;
  sent = [];
  vi.spyOn(browser.performance, 'now').mockImplementation(() => clock);
  output = paceOutput((fd, data) => void sent.push([fd, data]));
});
afterEach(() => vi.restoreAllMocks());

const print = (times: number): void => {
  for (let line = 0; line < times; line++) output.write(1, 'x');
};

it('sends at once what comes at a calm rate', () => {
  output.write(1, 'a');
  output.write(2, new Uint8Array([98]));
  expect(sent).toEqual([
    [1, 'a'],
    [2, new Uint8Array([98])],
  ]);
});

it('gathers a flood and sends it after the callback', async () => {
  print(1000);
  expect(sent).toHaveLength(40);
  await Promise.resolve();
  expect(sent).toHaveLength(41);
  expect(sent.map(([, data]) => data).join('')).toBe('x'.repeat(1000));
});

it('keeps the order of stdout and stderr', () => {
  print(40);
  output.write(1, 'a');
  output.write(2, 'b');
  output.write(1, 'c');
  output.flush();
  expect(sent.slice(40)).toEqual([
    [1, 'a'],
    [2, 'b'],
    [1, 'c'],
  ]);
});

it('makes the program wait when too much is gathered', () => {
  let looks = 0;
  vi.mocked(browser.performance.now).mockImplementation(() => {
    looks++;
    return clock;
  });
  print(40);
  const before = looks;
  // Time passes only while somebody looks at the clock in a loop.
  vi.mocked(browser.performance.now).mockImplementation(() => (looks++ - before) * 2);
  output.write(1, 'y'.repeat(64 * 1024));
  expect(looks - before).toBeGreaterThan(2);
  expect(sent).toHaveLength(41);
});

it('flushes what must not be overtaken', () => {
  print(50);
  output.flush();
  expect(sent.map(([, data]) => data).join('')).toBe('x'.repeat(50));
});
