import { describe, expect, it } from 'vitest';
import { closeText, detailsOf, hexDump, summaryOf } from './frame-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it.each([
  [[], 'no code'],
  [[3, 232], '1000'],
  [[15, 160, ...bytes('too slow')], '4000 too slow'],
])('closes with %j: %s', (data, text) => expect(closeText(new Uint8Array(data))).toBe(text));

it('dumps bytes', () => {
  expect(hexDump(new Uint8Array([0, 65, 255]))).toBe(`0000  00 41 ff${' '.repeat(39)}  .A.`);
  expect(hexDump(new Uint8Array(300)).split('\n')).toHaveLength(17);
});

describe('text', () => {
  it('is one line in the list', () =>
    expect(summaryOf({ kind: 'text', data: bytes('a\n  b') })).toBe('a b'));
  it('is clipped there', () =>
    expect(summaryOf({ kind: 'text', data: bytes('x'.repeat(500)) })).toHaveLength(121));
  it.each([
    ['{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'],
    ['42["chat"]', '42["chat"]'],
  ])('%s opens as %j', (text, shown) =>
    expect(detailsOf({ kind: 'text', data: bytes(text), size: text.length })).toBe(shown),
  );
  it('of which only the beginning is there says so', () =>
    expect(detailsOf({ kind: 'text', data: bytes('{"a":'), size: 99 })).toBe('{"a":…'));
});

it('shows the start of bytes', () =>
  expect(summaryOf({ kind: 'binary', data: new Uint8Array(25) })).toBe(`${'00 '.repeat(24)}…`));
