import { promises } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { FileSystemAPI } from '@webcontainer/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDirectories } from './directories.ts';
import { fileSystemApi } from './file-system-api.ts';
import { FileTree } from './file-tree.ts';

/** What the interface shares with `fs.promises`: the same steps must have the same outcome. */
const steps: Record<string, (fs: FileSystemAPI, at: (path: string) => string) => Promise<unknown>> =
  {
    writeFile: (fs, at) => fs.writeFile(at('a'), 'héllo'),
    'writeFile latin1': (fs, at) => fs.writeFile(at('b'), 'é', 'latin1'),
    'writeFile options': (fs, at) => fs.writeFile(at('c'), '6869', { encoding: 'hex' }),
    'writeFile bytes': (fs, at) => fs.writeFile(at('d'), Uint8Array.of(1, 2)),
    'writeFile nowhere': (fs, at) => fs.writeFile(at('none/x'), ''),
    'writeFile on a directory': (fs, at) => fs.writeFile(at('.'), ''),
    readFile: async (fs, at) => [...(await fs.readFile(at('a')))],
    'readFile utf8': (fs, at) => fs.readFile(at('a'), 'utf8'),
    'readFile base64': (fs, at) => fs.readFile(at('a'), 'base64'),
    'readFile missing': (fs, at) => fs.readFile(at('none'), 'utf8'),
    mkdir: (fs, at) => fs.mkdir(at('e')),
    'mkdir again': (fs, at) => fs.mkdir(at('e')),
    'mkdir nowhere': (fs, at) => fs.mkdir(at('none/x')),
    'mkdir recursive again': (fs, at) => fs.mkdir(at('e'), { recursive: true }),
    readdir: (fs, at) => fs.readdir(at('.')),
    'readdir types': async (fs, at) =>
      (await fs.readdir(at('.'), { withFileTypes: true })).map((entry) => [
        entry.name,
        entry.isFile(),
        entry.isDirectory(),
      ]),
    'readdir buffer': async (fs, at) =>
      (await fs.readdir(at('.'), 'buffer')).map((name) => [...name]),
    'readdir missing': (fs, at) => fs.readdir(at('none')),
    'readdir of a file': (fs, at) => fs.readdir(at('a')),
    rename: (fs, at) => fs.rename(at('a'), at('e/a')),
    'rename missing': (fs, at) => fs.rename(at('none'), at('x')),
    'rename over a directory': (fs, at) => fs.rename(at('b'), at('e')),
    rm: (fs, at) => fs.rm(at('b')),
    'rm missing': (fs, at) => fs.rm(at('none')),
    'rm force': (fs, at) => fs.rm(at('none'), { force: true }),
    'rm of a directory': (fs, at) => fs.rm(at('e')),
    'rm recursive': (fs, at) => fs.rm(at('e'), { recursive: true }),
    'what is left': (fs, at) => fs.readdir(at('.')),
  };

describe('the FileSystemAPI', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(`${tmpdir()}/file-system-api-`);
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('does what Node’s fs.promises does', async () => {
    const tree = new FileTree();
    makeDirectories(tree, '/home/w');
    const ours = fileSystemApi(tree, '/home/w');
    const outcome = async (action: Promise<unknown>): Promise<unknown> => {
      try {
        return { value: await action };
      } catch (error) {
        const { code, syscall, message } = error as NodeJS.ErrnoException;
        return { code, syscall, message: message.replaceAll(`${directory}/`, '') };
      }
    };
    const native = promises as unknown as FileSystemAPI;
    for (const [name, step] of Object.entries(steps)) {
      const expected = await outcome(step(native, (path) => `${directory}/${path}`));
      expect([name, await outcome(step(ours, (path) => path))]).toEqual([name, expected]);
    }
  });

  it('keeps to the working directory', async () => {
    const tree = new FileTree();
    makeDirectories(tree, '/home/w');
    const fs = fileSystemApi(tree, '/home/w');
    await fs.writeFile('/../../x', '1');
    expect(await fs.readFile('x', 'utf8')).toBe('1');
    expect(await fs.mkdir('a/b', { recursive: true })).toBe('/home/w/a');
  });

  it('watches', async () => {
    const tree = new FileTree();
    makeDirectories(tree, '/w/d/e');
    const fs = fileSystemApi(tree, '/w');
    const events: string[] = [];
    const deep = fs.watch('d', { recursive: true }, (event, name) =>
      events.push(`${event} ${name}`),
    );
    fs.watch('d', (event, name) => events.push(`flat ${event} ${name}`));
    await fs.writeFile('d/e/f', 'x');
    await fs.rename('d/e/f', 'd/f');
    deep.close();
    await fs.rm('d/f');
    expect(events).toEqual([
      'rename e/f',
      'change e/f',
      'rename e/f',
      'rename f',
      'flat rename f',
      'flat rename f',
    ]);
    expect(() => fs.watch('none')).toThrow("ENOENT: no such file or directory, watch 'none'");
  });
});
