import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CompiledFile } from './compiled-file.ts';
import { CompiledFiles } from './compiled-files.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'));
  file = join(folder, 'cache', 'compiled.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @returns Which of the texts had to be compiled. */
function build(texts: string[], compiler = 'a', to: string | undefined = file): string[] {
  const compile = vi.fn((text: string): CompiledFile => ({ kind: 'text', text }));
  const files = new CompiledFiles(to, compiler);
  for (const text of texts) {
    expect(files.get(['file.js', text], () => compile(text))).toEqual({ kind: 'text', text });
  }
  files.save();
  return compile.mock.calls.map(([text]) => text);
}

it('compiles again what has changed, and nothing else', () => {
  expect(build(['a', 'b'])).toEqual(['a', 'b']);
  expect(build(['b', 'c'])).toEqual(['c']);
  expect(build(['c'])).toEqual([]);
  expect(build(['a', 'b', 'c'])).toEqual(['a', 'b']);
});

it('compiles all again when the compiler has changed', () => {
  build(['a']);
  expect(build(['a'], 'b')).toEqual(['a']);
});

it('does without what is kept, and mends it', () => {
  build(['a']);
  writeFileSync(file, '{"compiler":"a","files":{"');
  expect(build(['a'])).toEqual(['a']);
  expect(build(['a'])).toEqual([]);
  expect(readdirSync(join(folder, 'cache'))).toEqual(['compiled.json']);
});

it('keeps nothing without a place for it', () => {
  const files = new CompiledFiles();
  files.get(['a'], () => ({ kind: 'text', text: 'a' }));
  files.save();
  expect(readdirSync(folder)).toEqual([]);
});

it('tells inputs apart that are the same one after the other', () => {
  const files = new CompiledFiles();
  files.get(['ab', 'c'], () => ({ kind: 'text', text: 'first' }));
  expect(files.get(['a', 'bc'], () => ({ kind: 'text', text: 'second' })).text).toBe('second');
});

it('makes bytes anew', () => {
  const read = (): CompiledFile =>
    new CompiledFiles(file).get(['a'], () => ({ kind: 'binary', bytes: new Uint8Array([1]) }));
  expect(read()).toEqual(read());
});
