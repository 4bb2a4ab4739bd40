import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MissingLayersError } from './layers-manifest.ts';
import { loadExample } from './load-example.ts';

const writeUp = `---
title: Files and streams
description: Stream a file.
day: 4
phase: 0
skills: [node]
packages: [express]
entry: server.ts
---
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'example-'));
  await write({
    'content/day-004.mdx': writeUp,
    'examples/day4/server.ts': '// #region a\nconst a = 1;\n// #endregion\n',
    'examples/day4/requests.http': 'GET /\n',
    'examples/day4/files/logo.bin': Buffer.from([0, 1, 2]),
    'examples/day4/files/.keep': '',
    'examples/day4/node_modules/x/index.js': '',
    'examples/day4/data/links.json': '[]',
  });
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), contents);
  }
}

const manifest = (days: Record<string, string[]>): Promise<void> =>
  write({ '.cache/layers/manifest.json': JSON.stringify({ days, layers: {} }) });

it('gives the files as readers see them, the entry first, and the layers', async () => {
  await manifest({ 4: ['abc', 'def'] });
  expect(await loadExample(4, { root })).toEqual({
    day: 4,
    title: 'Files and streams',
    entry: 'server.ts',
    files: [
      { path: 'server.ts', contents: 'const a = 1;\n' },
      { path: 'files/logo.bin', contents: 'AAEC', encoding: 'base64' },
    ],
    requests: 'GET /\n',
    layers: [
      { id: 'abc', script: '/layers/abc.js', files: '/layers/abc.json' },
      { id: 'def', script: '/layers/def.js', files: '/layers/def.json' },
    ],
    databases: [],
  });
});

it('names the databases of the example, and the large files of its layers', async () => {
  await write({
    'examples/day4/server.ts': `import { redis } from '../databases/redis/index.ts';`,
    '.cache/layers/manifest.json': JSON.stringify({
      days: { 4: ['abc'] },
      layers: { abc: { assets: ['lua.0123.wasm'] } },
    }),
  });
  const { databases, layers } = await loadExample(4, { root });
  expect(databases).toEqual(['redis']);
  expect(layers[0]!.assets).toEqual(['/layers/lua.0123.wasm']);
});

it('says what to run when the layers are not built', async () => {
  await expect(loadExample(4, { root })).rejects.toThrow(/npm run build:layers/);
});

it('says so when they were built before the day was added', async () => {
  await manifest({ 0: [] });
  await expect(loadExample(4, { root })).rejects.toThrow(MissingLayersError);
});

it('goes on without layers when asked to', async () => {
  expect((await loadExample(4, { root, allowMissingLayers: true })).layers).toEqual([]);
});

it('names the file and the field when the front matter is not sound', async () => {
  await write({ 'content/day-004.mdx': writeUp.replace('day: 4', 'day: x') });
  await expect(loadExample(4, { root })).rejects.toThrow('content/day-004.mdx › day');
});
