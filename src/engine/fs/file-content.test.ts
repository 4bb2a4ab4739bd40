import { describe, expect, it } from 'vitest';
import { FileContent } from './file-content.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('FileContent', () => {
  it('produces lazy text only when it is read, and never encodes it for text', () => {
    let calls = 0;
    const content = new FileContent({ text: () => (calls++, 'é'), size: 2 });
    expect(content.size).toBe(2);
    expect(calls).toBe(0);
    expect(content.text()).toBe('é');
    expect(content.bytes()).toEqual(bytes(0xc3, 0xa9));
    expect(content.version).toBe(0);
  });

  it('finds the size of lazy text that was mounted without one', () => {
    expect(new FileContent({ text: () => 'é€😀' }).size).toBe(9);
  });

  it.each([
    ['within', 1, [9, 9], [1, 9, 9, 4]],
    ['over the end', 3, [9, 9], [1, 2, 3, 9, 9]],
    ['past the end', 6, [9], [1, 2, 3, 4, 0, 0, 9]],
  ])('writes %s, without touching bytes that it was given', (_, position, written, expected) => {
    const given = bytes(1, 2, 3, 4);
    const content = new FileContent(given);
    content.write(bytes(...written), position);
    expect([...content.bytes()]).toEqual(expected);
    expect(given).toEqual(bytes(1, 2, 3, 4));
  });

  it('shows zeros, not what was there before, when it grows after being cut', () => {
    const content = new FileContent();
    content.write(bytes(1, 2, 3, 4), 0);
    content.truncate(1);
    content.write(bytes(9), 3);
    expect(content.bytes()).toEqual(bytes(1, 0, 0, 9));
    content.truncate(1);
    content.truncate(3);
    expect(content.bytes()).toEqual(bytes(1, 0, 0));
  });

  it('shares bytes with a copy until one of them is written', () => {
    const original = new FileContent();
    original.write(bytes(1, 2), 0);
    const copy = new FileContent();
    copy.copyFrom(original);
    original.write(bytes(7), 0);
    copy.write(bytes(8), 1);
    expect([original.bytes(), copy.bytes()]).toEqual([bytes(7, 2), bytes(1, 8)]);
  });

  it('grows by an amount that keeps appending linear', () => {
    const content = new FileContent();
    const chunk = new Uint8Array(64 * 1024).fill(7);
    const buffers = new Set<ArrayBufferLike>();
    for (let i = 0; i < 1600; i++) {
      content.write(chunk, content.size);
      buffers.add(content.bytes().buffer);
    }
    expect(content.size).toBe(1600 * chunk.length);
    expect(buffers.size).toBeLessThan(20);
  });
});
