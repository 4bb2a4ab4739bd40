import { describe, expect, it } from 'vitest';
import type { FileSystemTree } from '@webcontainer/api';
import { fromWire, parseTree, toWire } from './tree.ts';
import type { WireDirectory } from './wire.ts';

const cases: [name: string, tree: FileSystemTree, wire: WireDirectory][] = [
  ['nothing', {}, { d: {} }],
  ['text', { 'a.txt': { file: { contents: 'ä' } } }, { d: { 'a.txt': { f: { c: 'ä' } } } }],
  [
    'bytes',
    { 'a.bin': { file: { contents: new Uint8Array([0, 127, 255]) } } },
    { d: { 'a.bin': { f: { c: '\0\x7f\xff', b: true } } } },
  ],
  ['a link', { a: { file: { symlink: '../b' } } }, { d: { a: { f: { l: '../b' } } } }],
  [
    'folders',
    { a: { directory: { b: { directory: {} } } } },
    { d: { a: { d: { b: { d: {} } } } } },
  ],
];

describe('trees', () => {
  it.each(cases)('%s, to the wire and back', (_, tree, wire) => {
    expect(toWire(tree)).toEqual(wire);
    expect(fromWire(wire)).toEqual(tree);
  });

  it('takes bytes of any length', () => {
    const contents = new Uint8Array(300_000).fill(200);
    const wire = toWire({ a: { file: { contents } } });
    expect(fromWire(wire)).toEqual({ a: { file: { contents } } });
  });

  it('takes `__proto__` for a name like others', () => {
    const wire = JSON.parse('{"d":{"__proto__":{"f":{"c":"x"}}}}') as WireDirectory;
    expect(Object.keys(fromWire(wire))).toEqual(['__proto__']);
    expect(Object.keys(toWire(fromWire(wire)).d)).toEqual(['__proto__']);
  });
});

describe('parseTree', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('reads what the client sends', () => {
    expect(parseTree(bytes('{"d":{"a":{"f":{"c":"1"}}}}'))).toEqual({
      a: { file: { contents: '1' } },
    });
  });

  it.each([
    ['a snapshot of the engine', 'EFSS…'],
    ['nothing', ''],
  ])('leaves %s to others', (_, text) => {
    expect(parseTree(bytes(text))).toBeUndefined();
  });

  it.each([
    ['another object', '{"f":{"c":"1"}}'],
    ['cut off JSON', '{"d":{'],
  ])('refuses %s', (_, text) => {
    expect(() => parseTree(bytes(text))).toThrow();
  });
});
