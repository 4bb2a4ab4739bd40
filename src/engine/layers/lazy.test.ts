import { describe, expect, it, vi } from 'vitest';
import { lazyFiles } from './lazy-files.ts';
import { isLazy, requiresInFunctionsOnly } from './lazy.ts';
import type { TracedFile } from './trace.ts';

describe('requiresInFunctionsOnly', () => {
  it.each([
    ['in a function', `exports.t = function () { return require('./t/x.json') }`, true],
    ['in an arrow function', `exports.t = () => require('./t/x')`, true],
    ['in a method', `exports.a = { t() { return require('../lib/t/x.json') } }`, true],
    ['at the top', `exports.t = require('./t/x.json')`, false],
    ['in both', `require('./t/x.json'); exports.t = () => require('./t/x.json')`, false],
    ['in a way it cannot follow', `exports.t = (name) => require('./t/' + name)`, false],
    ['in an ES module', `import x from './t/x.json' with { type: 'json' }`, false],
  ])('%s: %s', (_name, source, expected) => {
    expect(requiresInFunctionsOnly(source, 'p/lib/a.js', 'p/lib/t/x.json')).toBe(expected);
  });
});

describe('isLazy', () => {
  const lazily = `exports.t = () => require('./x.json')`;
  const check = (
    file: TracedFile,
    sources: Record<string, string | undefined>,
    path = 'p/x.json',
  ) => isLazy(path, new Map([[path, file]]), (from) => sources[from]);

  it('needs every parent to require it late', () => {
    const file: TracedFile = { role: 'code', parents: new Set(['p/a.js', 'p/b.js']) };
    expect(check(file, { 'p/a.js': lazily, 'p/b.js': lazily })).toBe(true);
    expect(check(file, { 'p/a.js': lazily, 'p/b.js': `require('./x.json')` })).toBe(false);
    expect(check(file, { 'p/a.js': lazily, 'p/b.js': undefined })).toBe(false);
  });

  it('leaves what is read as a file, unless it is for a browser', () => {
    const file: TracedFile = { role: 'data', parents: new Set(['p/a.js']) };
    expect(check(file, { 'p/a.js': lazily })).toBe(false);
    expect(check(file, {}, 'p/client.min.js')).toBe(true);
    expect(check(file, {}, 'p/style.css')).toBe(true);
    expect(check(file, {}, 'p/index.cjs')).toBe(true);
  });
});

it('loads a lazy layer once, when one of its files is first read', () => {
  const load = vi.fn(() => ({ texts: { a: '1', b: '2' } }));
  const files = new Map(lazyFiles({ lazy: { id: { a: 1, b: 1 } } }, load));
  expect(load).not.toHaveBeenCalled();
  expect(files.get('a')!.size).toBe(1);
  expect(load).not.toHaveBeenCalled();
  expect([files.get('b')!.text(), files.get('a')!.text(), files.get('a')!.text()]).toEqual([
    '2',
    '1',
    '1',
  ]);
  expect(load.mock.calls).toEqual([['id']]);
});
