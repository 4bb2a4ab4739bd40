import { describe, expect, it } from 'vitest';
import { applyChange, type FsChange } from './changes.ts';
import { FileTree } from './file-tree.ts';
import { openFile } from './files.ts';
import { unlink } from './links.ts';
import { makeSocket } from './sockets.ts';
import { lookup, resolve } from './walk.ts';

describe('the file of a socket', () => {
  it('is seen, refused to be opened, and removed like a file', () => {
    const tree = new FileTree();
    makeSocket(tree, '/a.sock', 0o755);
    expect(resolve(tree, '/a.sock').mode).toBe(0o140755);
    expect(() => openFile(tree, '/a.sock', 0)).toThrow('ENXIO');
    expect(() => makeSocket(tree, '/a.sock', 0o755)).toThrow('EEXIST');
    unlink(tree, '/a.sock');
    expect(lookup(tree, '/a.sock')).toBeUndefined();
  });

  it('is a change that other trees can make', () => {
    const [tree, other] = [new FileTree(), new FileTree()];
    const changes: FsChange[] = [];
    tree.onChange = (change) => changes.push(change);
    makeSocket(tree, '/a.sock', 0o700);
    for (const change of changes) applyChange(other, change);
    expect(lookup(other, '/a.sock')?.mode).toBe(0o140700);
  });
});
