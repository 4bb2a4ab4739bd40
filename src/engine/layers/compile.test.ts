import { describe, expect, it } from 'vitest';
import { compileFile } from './compile-file.ts';
import { compileOwnModule } from './compile-module.ts';
import { fileAtLine, layerLines } from './lines.ts';
import { packPlain, packScript } from './pack.ts';
import { sourceHash } from './source-hash.ts';
import type { CompiledFile } from './compiled-file.ts';
import { LAYER_CALLBACK, type Layer } from './layer.ts';
import type { FileRole } from './trace.ts';

const compile = (path: string, text: string, role: FileRole = 'code', type?: 'module') =>
  compileFile(path, Buffer.from(text), role, type);

function load(files: Record<string, CompiledFile>): Layer {
  let layer: Layer | undefined;
  const script = packScript(new Map(Object.entries(files)));
  new Function(LAYER_CALLBACK, script)((given: Layer) => (layer = given));
  return layer!;
}

describe('compileFile', () => {
  it.each<[string, string, FileRole, 'module' | undefined, CompiledFile['kind']]>([
    ['a.js', 'exports.a = 1', 'code', undefined, 'script'],
    ['a.cjs', 'exports.a = 1', 'code', 'module', 'script'],
    ['a.js', 'export const a = 1', 'code', 'module', 'module'],
    ['a.mjs', 'export const a = 1', 'code', undefined, 'module'],
    ['a.js', 'export const a = 1', 'code', undefined, 'text'],
    ['a.js', 'exports.a = 1', 'data', undefined, 'text'],
    ['a.txt', 'text', 'data', undefined, 'text'],
    ['a.bin', '\0', 'data', undefined, 'binary'],
  ])('%s holding %j as %s, type %s: %s', (path, text, role, type, kind) => {
    expect(compile(path, text, role, type).kind).toBe(kind);
  });

  it('keeps a file that is read byte for byte', () => {
    expect(compile('a.json', '{ "a": 1 }', 'data')).toEqual({ kind: 'text', text: '{ "a": 1 }' });
    expect(compile('a.json', '{ "a": 1 }')).toEqual({ kind: 'text', text: '{"a":1}' });
  });

  it('prunes a package.json, unless a program requires it', () => {
    const text = '{ "name": "a", "description": "b" }';
    expect(compile('a/package.json', text, 'resolution')).toEqual({
      kind: 'text',
      text: '{"name":"a"}',
    });
    expect(compile('a/package.json', text)).toMatchObject({
      text: JSON.stringify(JSON.parse(text)),
    });
  });

  it('makes a wrapper of a script', () => {
    const source = `#!/usr/bin/env node\n'use strict'\nexports.a = async function b(x) { await x }\nmodule.exports.c = require('d')`;
    const file = compile('a.js', source);
    expect(file).toMatchObject({
      kind: 'script',
      exportNames: ['a', 'c'],
      plain: `'use strict';exports.a=async function b(x){await x};module.exports.c=require('d')`,
    });
    const [wrapper] = load({ 'a.js': file }).scripts['a.js']!;
    const exports: Record<string, unknown> = {};
    wrapper(exports, (name: string) => `required ${name}`, { exports }, '/a.js', '/');
    expect(exports).toEqual({ a: expect.any(Function), c: 'required d' });
    expect((exports['a'] as { name: string }).name).toBe('b');
    expect(wrapper.length).toBe(5);
    expect(String(wrapper)).toContain('__nodeRestoreFrame');
  });

  it('knows what a script re-exports', () => {
    const file = compile('a.js', `module.exports = require('./lib/b')`);
    expect(file).toMatchObject({ reexports: ['./lib/b'] });
  });
});

it('keeps the lines of an example and finds it by its text', () => {
  const source = `import type { A } from './a.ts';\nimport { b } from 'b';\n\nexport function c(a: A): string {\n  return b(a);\n}\n`;
  const file = compileOwnModule('day1/app.ts', source);
  expect(file.hash).toBe(sourceHash(source));
  expect(file.record).toMatchObject({ requests: [{ specifier: 'b' }], locals: ['c'] });
  const lines = file.code.split('\n');
  expect(lines[3]).toMatch(/^ *function c\(a {3}\) {9}\{$/);
  expect(() => compileOwnModule('day1/app.ts', 'enum A { B }')).toThrow(
    /^day1\/app\.ts: .*types.*enum/,
  );
});

it('leads from lines of the script to files', () => {
  const files = new Map<string, CompiledFile>([
    ['a.js', compile('a.js', 'exports.a = 1')],
    ['b.js', compile('b.js', 'exports.b = `\n`')],
    ['x.json', compile('x.json', '{}')],
    ['m.mjs', compile('m.mjs', 'export const m = 1')],
    ['day1/app.ts', compileOwnModule('day1/app.ts', 'const a: number = 1;\n\nthrow a;\n')],
  ]);
  const lines = layerLines(load(Object.fromEntries(files)));
  const text = packScript(files).split('\n');
  const at = (part: string) => fileAtLine(lines, text.findIndex((line) => line.includes(part)) + 1);
  expect(at('exports.a')).toEqual({ path: 'a.js', line: 1 });
  expect(at('exports.b')).toEqual({ path: 'b.js', line: 1 });
  expect(at('const m')).toEqual({ path: 'm.mjs', line: 1 });
  expect(at('throw a')).toEqual({ path: 'day1/app.ts', line: 3 });
  expect(fileAtLine(lines, 1)).toBeUndefined();
});

it('carries texts with any characters, and binary files', () => {
  const text = `{"a":"it's \\" \u2028 \\\\ ${'`${x}`'} ü\n"}`;
  const layer = load({
    t: { kind: 'text', text },
    b: compileFile('b', Buffer.from([0, 255]), 'data', undefined),
  });
  expect(layer.texts).toEqual({ t: text });
  expect(layer.binaries).toEqual({ b: 'AP8=' });
});

it('gives WebContainers the files without what only the embedded engine can run', () => {
  const files = new Map<string, CompiledFile>([
    ['a.js', compile('a.js', 'exports.a = async () => { await 1 }')],
    ['m.mjs', compile('m.mjs', `import a from './a.js'\nexport { a }`)],
    [
      'shared/s.ts',
      compileFile('shared/s.ts', Buffer.from('export const a: 1 = 1;'), 'code', 'module'),
    ],
    ['b.bin', compileFile('b.bin', Buffer.from([0]), 'data', undefined)],
    ['day1/app.ts', compileOwnModule('day1/app.ts', 'const a: number = 1;')],
  ]);
  expect(JSON.parse(packPlain(files, { 'c.wasm': ['c.0123.wasm', 9] }))).toEqual({
    'a.js': 'exports.a=async()=>{await 1}',
    'm.mjs': `import a from'./a.js';export{a}`,
    'shared/s.ts': 'export const a: 1 = 1;',
    'b.bin': { base64: 'AA==' },
    'c.wasm': { file: 'c.0123.wasm' },
  });
});
