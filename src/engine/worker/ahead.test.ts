import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** An empty module. https://webassembly.github.io/spec/core/binary/modules.html */
const module = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const files: Record<string, { body: Uint8Array<ArrayBuffer>; type: string }> = {
  'data.bin': { body: new Uint8Array([1, 2, 3]), type: 'application/octet-stream' },
  'module.wasm': { body: module, type: 'application/wasm' },
  'unnamed.wasm': { body: module, type: 'application/octet-stream' },
  'broken.wasm': { body: new Uint8Array([1, 2, 3, 4]), type: 'application/wasm' },
};

let ahead: typeof import('./ahead.ts');
beforeEach(async () => {
  vi.stubGlobal('fetch', (url: string) => {
    const file = files[url];
    if (!file) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(new Response(file.body, { headers: { 'Content-Type': file.type } }));
  });
  // The engine keeps the `fetch` that is there when it is loaded.
  vi.resetModules();
  ahead = await import('./ahead.ts');
});
afterEach(() => void vi.unstubAllGlobals());

/** Waits until the file has come. */
const load = async (url: string): Promise<Uint8Array> => {
  ahead.loadAhead([url]);
  return vi.waitFor(() => {
    const bytes = ahead.takeFetched(url);
    if (!bytes) throw new Error(`${url} is not there yet`);
    return bytes;
  });
};

test('a file that has come is given once', async () => {
  await expect(load('data.bin')).resolves.toEqual(files['data.bin']!.body);
  expect(ahead.takeFetched('data.bin')).toBeUndefined();
});

test.each(['module.wasm', 'unnamed.wasm'])(
  'whoever compiles the bytes of %s gets its module',
  async (url) => {
    const bytes = await load(url);
    const compiled = await ahead.takeCompiled(bytes.slice());
    expect(compiled).toBeInstanceOf(WebAssembly.Module);
    // A second one would not be another module, as it has to be.
    expect(ahead.takeCompiled(bytes)).toBeUndefined();
  },
);

test.each([
  ['other bytes', new Uint8Array([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])],
  ['fewer bytes', module.subarray(0, 7)],
  ['no bytes', 'module.wasm'],
])('%s are not taken for it', async (_, source) => {
  await load('module.wasm');
  expect(ahead.takeCompiled(source)).toBeUndefined();
});

test.each([
  ['an ArrayBuffer', module.slice().buffer],
  ['a part of one', new Uint8Array([9, ...module, 9]).subarray(1, 9)],
])('%s with the bytes is', async (_, source) => {
  await load('module.wasm');
  await expect(ahead.takeCompiled(source)).resolves.toBeInstanceOf(WebAssembly.Module);
});

test('what does not compile fails for whoever compiles it', async () => {
  const bytes = await load('broken.wasm');
  await expect(ahead.takeCompiled(bytes)).rejects.toThrow(WebAssembly.CompileError);
});

test('what cannot be fetched is left to whoever reads it', async () => {
  ahead.loadAhead(['missing.bin', 'missing.wasm']);
  await load('data.bin');
  expect(ahead.takeFetched('missing.bin')).toBeUndefined();
});
