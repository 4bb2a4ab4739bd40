import { describe, expect, it } from 'vitest';
import { LogBuffer } from './log-buffer.ts';

describe('LogBuffer', () => {
  it.each([
    ['a line in pieces', ['he', 'llo\nwor'], ['hello'], 'wor'],
    ['CRLF', ['a\r\nb\r', '\n'], ['a', 'b'], ''],
    ['a progress bar', ['10 %\r50 %\r100 %\n'], ['100 %'], ''],
    ['blank lines', ['\n\n'], ['', ''], ''],
    ['an open progress bar', ['10 %\r50 %'], [], '50 %'],
  ])('%s', (_name, chunks, lines, partial) => {
    const buffer = new LogBuffer(10);
    for (const chunk of chunks) buffer.append(chunk);
    expect(buffer.take(10)).toEqual({ lines, partial, dropped: 0 });
  });

  it('drops the oldest lines beyond the limit and counts them', () => {
    const buffer = new LogBuffer(3);
    for (let index = 0; index < 100; index += 1) buffer.append(`${index}\n`);
    expect(buffer.take(2)).toEqual({ lines: ['97', '98'], partial: '', dropped: 97 });
    expect(buffer.take(2)).toEqual({ lines: ['99'], partial: '', dropped: 0 });
  });

  it('breaks a line without an end', () => {
    const buffer = new LogBuffer(5);
    for (let index = 0; index < 25; index += 1) buffer.append('x'.repeat(1_000));
    const { lines, partial } = buffer.take(5);
    expect(lines.map((line) => line.length)).toEqual([10_000, 10_000]);
    expect(partial).toHaveLength(5_000);
  });

  it('shortens a long line that came whole', () => {
    const buffer = new LogBuffer(5);
    buffer.append(`${'x'.repeat(50_000)}\n`);
    expect(buffer.take(1).lines[0]).toHaveLength(10_001);
  });

  it('clears', () => {
    const buffer = new LogBuffer(5);
    buffer.append('a\nb');
    buffer.clear();
    expect(buffer.take(5)).toEqual({ lines: [], partial: '', dropped: 0 });
  });
});
