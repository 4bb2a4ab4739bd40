import { describe, expect, it } from 'vitest';
import { dumpTree } from './dump.ts';
import { treeFromFileSystemTree, toFileSystemTree } from './file-system-tree.ts';
import { FileTree } from './file-tree.ts';
import { readFileText, writeFile } from './files.ts';
import {
  decodeSnapshot,
  encodeSnapshot,
  mountEntries,
  SnapshotError,
  treeEntries,
  type SnapshotEntry,
} from './snapshot.ts';

const files = {
  'app.js': { file: { contents: 'é' } },
  bin: { directory: { raw: { file: { contents: Uint8Array.of(0xff, 0) } } } },
  link: { file: { symlink: 'bin/raw' } },
  empty: { directory: {} },
};

describe('snapshots', () => {
  it('give the same tree when they are mounted', () => {
    const tree = treeFromFileSystemTree(files);
    const copy = new FileTree();
    mountEntries(copy, '/', decodeSnapshot(encodeSnapshot(treeEntries(tree))));
    const shape = (each: FileTree) =>
      dumpTree(each).map(({ path, mode, content }) => [path, mode, content]);
    expect(shape(copy)).toEqual(shape(tree));
  });

  it('are mounted below a directory, over what is there', () => {
    const tree = treeFromFileSystemTree({ w: { directory: files } });
    const bytes = Uint8Array.of(65);
    mountEntries(tree, '/w', [{ path: 'link', mode: 0o100644, bytes }]);
    writeFile(tree, '/w/link', 'B');
    expect(readFileText(tree, '/w/link')).toBe('B');
    expect(bytes).toEqual(Uint8Array.of(65));
  });

  const good = encodeSnapshot([{ path: 'a', mode: 0o100644, bytes: Uint8Array.of(1, 2) }]);
  const withIndex = (index: unknown): Uint8Array => {
    const entries = { [Symbol.iterator]: () => ([] as SnapshotEntry[]).values() };
    const json = new TextEncoder().encode(JSON.stringify(index));
    const bytes = new Uint8Array(12 + json.length);
    bytes.set(encodeSnapshot(entries).subarray(0, 12));
    new DataView(bytes.buffer).setUint32(8, json.length, true);
    bytes.set(json, 12);
    return bytes;
  };
  it.each([
    ['empty', new Uint8Array(0), 'signature'],
    ['something else', new TextEncoder().encode('<!doctype html>'), 'signature'],
    ['of another version', good.with(4, 9), 'its version is 9, expected 1'],
    ['cut off in the index', good.subarray(0, 20), 'index is cut off'],
    ['cut off in a file', good.subarray(0, good.length - 1), 'ends within a'],
    ['too long', Uint8Array.from([...good, 0]), 'bytes after the last file'],
    ['without JSON', good.with(12, 0x21), 'not JSON'],
    ['of another form', withIndex({}), 'expected form'],
    ['with a wrong length', withIndex([['a', 1, -1]]), 'expected form'],
  ])('that are %s are refused', (_, snapshot, reason) => {
    expect(() => decodeSnapshot(snapshot)).toThrow(SnapshotError);
    expect(() => decodeSnapshot(snapshot)).toThrow(reason);
  });
});

describe('FileSystemTree', () => {
  it('comes back as it was', () => {
    expect(toFileSystemTree(treeFromFileSystemTree(files))).toEqual(files);
  });

  it('can leave parts out', () => {
    const tree = treeFromFileSystemTree(files);
    const kept = toFileSystemTree(tree, '/', (path) => path !== '/bin');
    expect(Object.keys(kept)).toEqual(['app.js', 'empty', 'link']);
  });

  it('is an ordinary change when it is mounted', () => {
    const tree = new FileTree();
    const changes: string[] = [];
    tree.onChange = ({ type, path }) => changes.push(`${type} ${path}`);
    treeFromFileSystemTree({ d: { directory: { f: { file: { contents: 'x' } } } } }, tree, '/w');
    expect(changes).toEqual(['mkdir /w', 'mkdir /w/d', 'create /w/d/f', 'write /w/d/f']);
  });
});
