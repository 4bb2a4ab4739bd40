import { beforeEach, expect, it, vi } from 'vitest';
import { checkSyntax } from '../../container/syntax.ts';
import type { Fault } from '../editor/faults.ts';
import { SyntaxWatch } from './syntax-watch.ts';

const found = vi.fn<(path: string, faults: readonly Fault[]) => void>();
const ask = vi.fn(async (path: string, text: string) => checkSyntax(path, text));
let watch: SyntaxWatch;

beforeEach(() => {
  vi.useFakeTimers();
  found.mockReset();
  ask.mockClear();
  watch = new SyntaxWatch({ ask }, found);
  return () => vi.useRealTimers();
});

it('looks once after a pause, and reports the fault or that there is none', async () => {
  watch.look('app.ts', 'const');
  watch.look('app.ts', 'const =');
  await vi.runAllTimersAsync();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(found.mock.lastCall).toEqual(['app.ts', [expect.objectContaining({ line: 1 })]]);
  watch.look('app.ts', 'const a = 1;');
  await vi.runAllTimersAsync();
  expect(found.mock.lastCall).toEqual(['app.ts', []]);
});

it('says nothing of a text that has become another meanwhile', async () => {
  let answer = (): void => {};
  ask.mockImplementationOnce(async (path, text) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return checkSyntax(path, text);
  });
  watch.look('app.ts', 'const =');
  await vi.advanceTimersByTimeAsync(1000);
  watch.look('app.ts', 'const a = 1;');
  answer();
  await vi.runAllTimersAsync();
  expect(found.mock.calls).toEqual([['app.ts', []]]);
});

it('leaves files alone that are no scripts', async () => {
  watch.look('index.html', '<p>');
  await vi.runAllTimersAsync();
  expect(ask).not.toHaveBeenCalled();
});
