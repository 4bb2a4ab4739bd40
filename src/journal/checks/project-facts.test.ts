import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readProject } from './project-facts.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'facts-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

it('reads write-ups, examples and packages', async () => {
  await write({
    'content/index.mdx': 'home',
    'content/day-007.mdx': '---\ntitle: x\n---\n\n<Runner />\n',
    'content/day-8.mdx': 'Text about <Runner />',
    'examples/package.json': '{"dependencies":{"express":"5.3.0"}}',
    'examples/node_modules/express/index.js': '',
    'examples/day7/app.ts': '',
    'examples/day7/views/index.html': '',
    'examples/day7/node_modules/x/index.js': '',
  });

  const { writeUps, examples, packages } = await readProject(root);
  expect(writeUps.map(({ file, fileDay, hasRunner }) => [file, fileDay, hasRunner])).toEqual([
    ['content/day-007.mdx', 7, true],
    ['content/day-8.mdx', undefined, false],
  ]);
  expect(examples).toEqual([
    {
      folder: 'examples/day7',
      day: 7,
      files: new Map([
        ['app.ts', ''],
        ['views/index.html', ''],
      ]),
    },
  ]);
  expect(packages).toEqual(new Set(['express']));
});

it('does without examples/package.json', async () => {
  await write({ 'content/index.mdx': 'home', 'examples/README.md': 'x' });
  expect(await readProject(root)).toEqual({ writeUps: [], examples: [], packages: undefined });
});
