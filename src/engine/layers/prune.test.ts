import { describe, expect, it } from 'vitest';
import { isShipped, packageFolder, prunePackageJson } from './prune.ts';

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
    ['node_modules/a/test/index.js', false],
    ['node_modules/a/lib/__tests__/x.js', false],
    ['node_modules/a/build/Release/a.node', false],
  ])('%s: %s', (path, expected) => expect(isShipped(path)).toBe(expected));
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
