import { afterEach, describe, expect, it, vi } from 'vitest';
import { BootError } from '../engine.ts';
import { fetchLayer, fileTree } from './layers.ts';

const layer = { id: 'abc', script: '/layers/abc.js', files: '/layers/abc.json' };

describe('fileTree', () => {
  it('nests folders', () => {
    expect(fileTree({ 'package.json': '{}', 'a/b/c.js': '1', 'a/d.js': '2' })).toEqual({
      'package.json': { file: { contents: '{}' } },
      a: {
        directory: {
          b: { directory: { 'c.js': { file: { contents: '1' } } } },
          'd.js': { file: { contents: '2' } },
        },
      },
    });
  });

  it('takes folders with the names of built-in properties', () => {
    const tree = fileTree({ 'constructor/a.js': '1', 'toString/b.js': '2' });
    expect(Object.keys(tree)).toEqual(['constructor', 'toString']);
  });

  it.each([
    ['an absolute path', { '/a': '' }],
    ['a path that climbs', { 'a/../../b': '' }],
    ['an empty segment', { 'a//b': '' }],
    ['an empty path', { '': '' }],
    ['a file that is a folder too', { a: '', 'a/b': '' }],
    ['a folder that is a file too', { 'a/b': '', a: '' }],
  ])('refuses %s', (_, files: Record<string, string>) => {
    expect(() => fileTree(files)).toThrow(TypeError);
  });
});

describe('fetchLayer', () => {
  afterEach(() => void vi.unstubAllGlobals());

  const answer = (response: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(response));

  it('resolves with a tree', async () => {
    answer(async () => Response.json({ 'node_modules/a/index.js': 'x' }));
    const tree = await fetchLayer(layer);
    expect(tree).toHaveProperty(['node_modules', 'directory', 'a', 'directory', 'index.js']);
  });

  it('fetches binary files that lie beside it', async () => {
    const files: Record<string, () => Response> = {
      '/layers/abc.json': () =>
        Response.json({ 'a/x.wasm': { file: 'x.0123.wasm' }, 'a/s': { base64: 'AAE=' } }),
      '/layers/x.0123.wasm': () => new Response(new Uint8Array([7, 8])),
    };
    vi.stubGlobal('fetch', async (url: string) => files[url]!());
    expect(await fetchLayer(layer)).toHaveProperty('a.directory', {
      'x.wasm': { file: { contents: new Uint8Array([7, 8]) } },
      s: { file: { contents: new Uint8Array([0, 1]) } },
    });
    files['/layers/x.0123.wasm'] = () => new Response('', { status: 404 });
    const error = await fetchLayer(layer).catch((caught: unknown) => caught);
    expect((error as BootError).message).toContain('/layers/x.0123.wasm is not there');
  });

  it.each([
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'could not be reached'],
    ['a 404', async () => new Response('no', { status: 404 }), 'answered 404'],
    ['a page instead of JSON', async () => new Response('<!doctype html>'), 'not JSON'],
    ['an array', async () => Response.json(['a']), 'not a list of files'],
    ['values that are not text', async () => Response.json({ a: 1 }), 'not a list of files'],
    ['a file in another folder', async () => Response.json({ a: { file: '../a' } }), 'not a list'],
    ['a path outside', async () => Response.json({ '../a': '' }), 'not a path inside'],
  ])('explains %s', async (_, response, reason) => {
    answer(response);
    const error = await fetchLayer(layer).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BootError);
    expect((error as BootError).message).toContain(reason);
    expect((error as BootError).message).toContain(layer.files);
    expect((error as BootError).nextStep).not.toBe('');
  });

  it("throws the signal's reason when aborted", async () => {
    const reason = new Error('left the page');
    answer(() => Promise.reject(reason));
    await expect(fetchLayer(layer, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
