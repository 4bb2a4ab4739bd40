import { describe, expect, it } from 'vitest';
import { isMeant, isShipped, packageFolder, prunePackageJson } from './prune.ts';

describe('isShipped', () => {
  it.each([
    ['node_modules/a/index.js', true],
    ['node_modules/a/package.json', true],
    ['node_modules/a/data/table.bin', true],
    ['node_modules/a/lib/licence.js', true],
    ['node_modules/test/index.js', true],
    ['node_modules/@s/docs/index.js', true],
    ['node_modules/a/LICENSE', false],
    ['node_modules/a/LICENSE-MIT.txt', false],
    ['node_modules/a/README.md', false],
    ['node_modules/a/index.d.ts', false],
    ['node_modules/a/index.d.mts', false],
    ['node_modules/a/index.js.map', false],
    ['node_modules/a/build/Release/a.node', false],
  ])('%s: %s', (path, expected) => expect(isShipped(path)).toBe(expected));
});

describe('isMeant', () => {
  it.each([
    ['lib/b.js', 'lib/a.js', 'require(name)', true],
    ['test/b.js', 'lib/a.js', 'require(name)', false],
    ['lib/__tests__/b.js', 'lib/a.js', 'require(name)', false],
    ['lib/test/b.js', 'lib/a.js', `require('./test/b')`, true],
    ['docs/b.html', 'lib/a.js', `join(__dirname, "docs")`, true],
    ['test/c.js', 'test/b.js', 'require(name)', true],
    ['latest/b.js', 'lib/a.js', 'require(name)', true],
  ])('%s from %s holding %s: %s', (path, parent, source, expected) => {
    const inPackage = (inside: string) => `node_modules/test/${inside}`;
    expect(isMeant(inPackage(path), inPackage(parent), () => source)).toBe(expected);
  });
});

it.each([
  ['node_modules/a/b/c.js', 'node_modules/a'],
  ['node_modules/@a/b/c.js', 'node_modules/@a/b'],
  ['node_modules/a/node_modules/@b/c/d.js', 'node_modules/a/node_modules/@b/c'],
])('the package of %s is in %s', (path, folder) => expect(packageFolder(path)).toBe(folder));

it('keeps of package.json what resolution reads', () => {
  const full = {
    name: 'a',
    version: '1.0.0',
    bin: 'cli.js',
    scripts: { test: 'x' },
    exports: {
      '.': { types: './a.d.ts', require: { types: './a.d.cts', default: './a.cjs' } },
      './types': './types.js',
    },
    main: 'a.cjs',
  };
  expect(JSON.parse(prunePackageJson(JSON.stringify(full)))).toEqual({
    name: 'a',
    version: '1.0.0',
    main: 'a.cjs',
    exports: { '.': { require: { default: './a.cjs' } }, './types': './types.js' },
  });
});
