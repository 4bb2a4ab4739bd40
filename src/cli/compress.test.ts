import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compressFolder } from './compress.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compress-'));
});
afterEach(() => rm(folder, { recursive: true }));

const text = 'one line of text\n'.repeat(100);

it('compresses text of a kilobyte or more, twice, and nothing else', async () => {
  await writeFile(join(folder, 'a.html'), text);
  await writeFile(join(folder, 'small.js'), 'x');
  await writeFile(join(folder, 'picture.png'), text);
  const result = await compressFolder(folder);
  expect((await readdir(folder)).sort()).toEqual(
    ['a.html', 'a.html.br', 'a.html.gz', 'picture.png', 'small.js'].sort(),
  );
  expect(brotliDecompressSync(await readFile(join(folder, 'a.html.br'))).toString()).toBe(text);
  expect(gunzipSync(await readFile(join(folder, 'a.html.gz'))).toString()).toBe(text);
  expect(result).toMatchObject({ files: 1, raw: text.length });
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
