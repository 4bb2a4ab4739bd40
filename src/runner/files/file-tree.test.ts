import { describe, expect, it } from 'vitest';
import { needsTree, treeOf } from './file-tree.ts';

describe('needsTree', () => {
  it.each([
    [['app.ts'], false],
    [['1', '2', '3', '4', '5'], false],
    [['1', '2', '3', '4', '5', '6'], true],
    [['app.ts', 'public/style.css'], true],
  ])('%j: %s', (paths, expected) => {
    expect(needsTree(paths)).toBe(expected);
  });
});

describe('treeOf', () => {
  const shown = (paths: string[]): unknown => {
    const plain = (nodes: ReturnType<typeof treeOf>): unknown =>
      nodes.map((node) =>
        node.kind === 'file' ? node.path : { [node.path]: plain(node.children) },
      );
    return plain(treeOf(paths));
  };

  it.each([
    [
      ['app.ts', 'a.ts'],
      ['app.ts', 'a.ts'],
    ],
    [
      ['public/a.css', 'app.ts', 'public/b/c.js', 'public/d.js'],
      ['app.ts', { public: ['public/a.css', 'public/d.js', { 'public/b': ['public/b/c.js'] }] }],
    ],
    [[], []],
  ])('%j', (paths, tree) => {
    expect(shown(paths)).toEqual(tree);
  });

  it('names a node by the last segment', () => {
    expect(treeOf(['public/a.css'])).toMatchObject([
      { name: 'public', children: [{ name: 'a.css' }] },
    ]);
  });
});
