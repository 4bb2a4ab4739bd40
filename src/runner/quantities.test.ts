import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, plural } from './quantities.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [-3, '0 ms'],
    [240.4, '240 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1234, '1.2 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms is %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_960, '1.0 MB'],
    [5_000_000, '5.0 MB'],
  ])('%d bytes are %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});

describe('plural', () => {
  it.each([
    [0, '0 lines'],
    [1, '1 line'],
    [5000, '5,000 lines'],
  ])('%d', (count, words) => expect(plural(count, 'line')).toBe(words));
});
