import { describe, expect, it } from 'vitest';
import { O_RDWR } from './constants.ts';
import { FileTree } from './file-tree.ts';
import { openFile, readFileText, writeFile, writeOpenFile } from './files.ts';
import { contentVersion, isPristine, mountLazy } from './layers.ts';
import { rename, symlink, unlink } from './links.ts';
import { treeEntries } from './snapshot.ts';
import { resolve } from './walk.ts';

const PATH = '/w/node_modules/p/index.js';

function mounted(): { tree: FileTree; reads: string[] } {
  const tree = new FileTree();
  const reads: string[] = [];
  const text = (name: string) => () => (reads.push(name), `// ${name}`);
  mountLazy(tree, '/w', {
    'node_modules/p/index.js': text('index'),
    'node_modules/p/lib/a.js': { text: text('a'), size: 4 },
    'node_modules/p/data.bin': { bytes: () => Uint8Array.of(0, 255) },
  });
  return { tree, reads };
}

describe('mountLazy', () => {
  it('reads nothing before a program does', () => {
    const { tree, reads } = mounted();
    expect(resolve(tree, '/w/node_modules/p/lib/a.js').size).toBe(4);
    expect(reads).toEqual([]);
    expect(readFileText(tree, PATH)).toBe('// index');
    expect(reads).toEqual(['index']);
    expect(resolve(tree, '/w/node_modules/p/data.bin').size).toBe(2);
  });

  it.each([
    ['a write', (tree: FileTree) => writeFile(tree, PATH, 'x')],
    [
      'a write in place',
      (tree: FileTree) => {
        writeOpenFile(tree, openFile(tree, PATH, O_RDWR), Uint8Array.of(32), 0);
      },
    ],
    ['removal', (tree: FileTree) => unlink(tree, PATH)],
    ['a move of the directory', (tree: FileTree) => rename(tree, '/w/node_modules/p', '/w/q')],
    ['replacement', (tree: FileTree) => rename(tree, '/w/node_modules/p/lib/a.js', PATH)],
  ])('knows that a file is not the layer’s any more after %s', (_, change) => {
    const { tree } = mounted();
    readFileText(tree, PATH);
    expect(isPristine(tree, PATH)).toBe(true);
    change(tree);
    expect(isPristine(tree, PATH)).toBe(false);
  });

  it('knows a file by its own path only', () => {
    const { tree } = mounted();
    symlink(tree, PATH, '/link');
    expect(isPristine(tree, '/link')).toBe(false);
  });

  it('counts modifications', () => {
    const { tree } = mounted();
    const before = contentVersion(tree, PATH)!;
    writeFile(tree, PATH, 'x');
    const after = contentVersion(tree, PATH)!;
    expect(after.ino).toBe(before.ino);
    expect(after.version).toBeGreaterThan(before.version);
    expect(contentVersion(tree, '/w')).toBeUndefined();
  });

  it('keeps layers out of the entries that are asked for without them', () => {
    const { tree } = mounted();
    writeFile(tree, '/w/app.js', 'x');
    const own = treeEntries(tree, '/w', { pristine: false });
    expect(own.map(({ path }) => path)).toEqual(['app.js']);
    expect(treeEntries(tree, '/w').length).toBe(7);
  });
});
