import { expect, it } from 'vitest';
import type { SocketFrame } from '../../container/container.ts';
import { FrameLog, matches, type FrameFilter } from './frame-log.ts';

const frame = (text: string, rest: Partial<SocketFrame> = {}): SocketFrame => ({
  direction: 'sent',
  kind: 'text',
  data: new TextEncoder().encode(text),
  size: text.length,
  time: 0,
  ...rest,
});

it('keeps a bounded number of frames', () => {
  const log = new FrameLog();
  const dropped = Array.from({ length: 600 }, (_, index) => log.add(1, frame(`${index}`)).dropped);
  expect(log.frames).toHaveLength(500);
  expect(dropped.flat().map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});

it('keeps a bounded number of bytes', () => {
  const log = new FrameLog();
  for (let index = 0; index < 30; index += 1) log.add(1, frame('x'.repeat(100_000)));
  expect(log.frames).toHaveLength(20);
  log.clear();
  log.add(1, frame('x'.repeat(100_000)));
  expect(log.frames).toHaveLength(1);
});

it.each<[SocketFrame, FrameFilter, string, boolean]>([
  [frame('Hello'), 'all', 'hell', true],
  [frame('Hello'), 'all', 'bye', false],
  [frame('Hello'), 'received', '', false],
  [frame('Hello', { direction: 'received' }), 'received', '', true],
  [frame('', { kind: 'ping' }), 'control', '', true],
  [frame('Hello'), 'control', '', false],
])('%o by %s and %j: %s', (one, filter, text, is) => expect(matches(one, filter, text)).toBe(is));
