import { expect, it } from 'vitest';
import '../net/node-data.test-helper.ts';
import type { Any } from '../core/node-data.ts';

const { blob } = await import('./blob.ts');
const binding: Any = blob({});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function textOf(handle: Any): string {
  const reader = handle.getReader();
  const parts: ArrayBuffer[] = [];
  let last = 1;
  while (last === 1) {
    reader.pull((status: number, buffer?: ArrayBuffer) => {
      last = status;
      if (buffer) parts.push(buffer);
    });
  }
  return last === 0 ? new TextDecoder().decode(binding.concat(parts)) : 'error';
}

it('joins parts and slices across them', () => {
  const inner = binding.createBlob([bytes('cd')], 2);
  const handle = binding.createBlob([bytes('ab'), inner, bytes('ef')], 6);
  expect(handle.length).toBe(6);
  expect(textOf(handle)).toBe('abcdef');
  expect(textOf(handle.slice(1, 5))).toBe('bcde');
  expect(textOf(handle.slice(1, 5).slice(1, 2))).toBe('c');
  expect(textOf(handle.slice(6, 6))).toBe('');
});

it('reads what is large in several pieces', () => {
  const text = 'x'.repeat(200_000);
  expect(textOf(binding.createBlob([bytes(text)], text.length))).toBe(text);
});

it('finds objects by id until their URL is revoked', () => {
  const handle = binding.createBlob([], 0);
  binding.storeDataObject('1', handle, 0, 'text/plain');
  expect(binding.getDataObject('1')).toEqual([handle, 0, 'text/plain']);
  binding.revokeObjectURL('blob:nodedata:1');
  expect(binding.getDataObject('1')).toBeUndefined();
});
