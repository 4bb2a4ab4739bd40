import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compressAhead, compressFolder } from './compress.ts';
import { CompressedCache } from './compressed-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compress-'));
});
afterEach(() => rm(folder, { recursive: true }));

const text = 'one line of text\n'.repeat(100);

it('compresses text that is not tiny, twice, and nothing else', async () => {
  await writeFile(join(folder, 'a.html'), text);
  await writeFile(join(folder, 'b.html'), text);
  await writeFile(join(folder, 'small.js'), 'x');
  await writeFile(join(folder, 'picture.png'), text);
  const result = await compressFolder(folder);
  const both = ['a.html', 'b.html'].flatMap((name) => [name, `${name}.br`, `${name}.gz`]);
  expect((await readdir(folder)).sort()).toEqual([...both, 'picture.png', 'small.js'].sort());
  expect(brotliDecompressSync(await readFile(join(folder, 'a.html.br'))).toString()).toBe(text);
  expect(gunzipSync(await readFile(join(folder, 'a.html.gz'))).toString()).toBe(text);
  const { length } = await readFile(join(folder, 'a.html.br'));
  expect(result).toMatchObject({ files: 2, raw: 2 * text.length, brotli: 2 * length });
});

it('leaves alone what is compressed by itself, ahead of the build too', async () => {
  await writeFile(join(folder, 'image.bin'), randomBytes(5000));
  await compressAhead(folder, new CompressedCache(join(folder, 'kept')));
  expect(await readdir(join(folder, 'kept'))).toEqual([expect.stringMatching(/\.gz$/)]);
  await rm(join(folder, 'kept'), { recursive: true });
  expect(await compressFolder(folder)).toMatchObject({ files: 0, raw: 0 });
  expect(await readdir(folder)).toEqual(['image.bin']);
});

it('follows changed and removed files', async () => {
  await writeFile(join(folder, 'a.css'), text);
  await writeFile(join(folder, 'b.css'), text);
  await compressFolder(folder);
  await writeFile(join(folder, 'a.css'), `${text}more`);
  await rm(join(folder, 'b.css'));
  await compressFolder(folder);
  expect((await readdir(folder)).sort()).toEqual(['a.css', 'a.css.br', 'a.css.gz']);
  expect(gunzipSync(await readFile(join(folder, 'a.css.gz'))).toString()).toBe(`${text}more`);
});

it('takes what an earlier build compressed, and forgets what is gone', async () => {
  const [site, kept] = [join(folder, 'site'), join(folder, 'kept')];
  const build = async (files: Record<string, string>): Promise<void> => {
    await rm(site, { recursive: true, force: true });
    await mkdir(site);
    for (const [name, contents] of Object.entries(files)) {
      await writeFile(join(site, name), contents);
    }
    await compressFolder(site, new CompressedCache(kept));
  };
  await build({ 'a.js': text, 'b.js': `${text}b` });
  const names = await readdir(kept);
  expect(names).toHaveLength(4);

  // What lies there is taken as it is, under whatever name the contents are now.
  for (const name of names) await writeFile(join(kept, name), `kept ${name}`);
  await build({ 'c.js': text, 'd.js': `${text}d` });
  expect(await readFile(join(site, 'c.js.br'), 'utf8')).toMatch(/^kept \w+\.10\.br$/);
  expect(gunzipSync(await readFile(join(site, 'd.js.gz'))).toString()).toBe(`${text}d`);
  expect(await readdir(kept)).toHaveLength(4);
});

it('takes what was compressed ahead of the build', async () => {
  const [cache, site, kept] = ['cache', 'site', 'kept'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [cache, site]) await mkdir(path);
  await writeFile(join(cache, 'a.js'), text);
  await writeFile(join(cache, 'small.js'), 'x');
  await compressAhead(cache, new CompressedCache(kept));
  expect(await readdir(cache)).toHaveLength(2);
  const names = await readdir(kept);
  expect(names).toHaveLength(2);
  for (const name of names) await writeFile(join(kept, name), `ahead ${name}`);

  await writeFile(join(site, 'a.js'), text);
  await compressFolder(site, new CompressedCache(kept));
  expect(await readFile(join(site, 'a.js.br'), 'utf8')).toMatch(/^ahead /);
  expect(await readFile(join(site, 'a.js.gz'), 'utf8')).toMatch(/^ahead /);
});
