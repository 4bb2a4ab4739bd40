import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Example } from '../example.ts';
import { projectFiles, type DayProject, type ProjectOptions } from './project.ts';
import { zipProject } from './zip.ts';

const example: Example = {
  day: 30,
  title: 'Rows',
  entry: 'server.ts',
  files: [
    { path: 'server.ts', contents: 'author' },
    { path: 'a/logo.bin', contents: 'AAEC', encoding: 'base64' },
  ],
  requests: 'GET /',
  layers: [],
  databases: ['redis'],
};
const project: DayProject = {
  dependencies: { express: '5.3.0' },
  devDependencies: { '@types/node': '24.0.0' },
  overrides: {},
  tsconfig: '{}',
  sources: [],
};
const logo = new Uint8Array([0, 1, 2]);
const options: ProjectOptions = {
  example,
  project,
  sources: { 'databases/redis/index.ts': 'redis' },
  read: (path) => (path === 'server.ts' ? 'edited' : logo),
  target: 'node',
};

const manifestOf = (changes: Partial<ProjectOptions> = {}) =>
  JSON.parse(projectFiles({ ...options, ...changes })['package.json'] as string) as Record<
    string,
    unknown
  >;

describe('projectFiles', () => {
  it('lays the files out as the examples do, with the edits', () => {
    const files = projectFiles(options);
    expect(Object.keys(files).sort()).toEqual([
      '.npmrc',
      '.nvmrc',
      'README.md',
      'databases/redis/index.ts',
      'day30/a/logo.bin',
      'day30/requests.http',
      'day30/server.ts',
      'package.json',
      'tsconfig.json',
    ]);
    expect(files['day30/server.ts']).toBe('edited');
    expect(files['day30/a/logo.bin']).toBe(logo);
  });

  it('starts the entry in its folder with Node 24', () => {
    expect(manifestOf()).toMatchObject({
      type: 'module',
      engines: { node: '>=24' },
      scripts: { start: 'cd day30 && node server.ts' },
      dependencies: { express: '5.3.0' },
      devDependencies: { '@types/node': '24.0.0' },
    });
    expect(manifestOf()).not.toHaveProperty('overrides');
  });

  it('has a script for tests where there are some, and overrides where they apply', () => {
    const files = [...example.files, { path: 'a.test.ts', contents: '' }];
    const overrides = { a: '1.0.0' };
    expect(
      manifestOf({ example: { ...example, files }, project: { ...project, overrides } }),
    ).toMatchObject({ scripts: { test: 'cd day30 && node --test' }, overrides });
  });

  it('asks no Node 24 of StackBlitz, whose Node needs help with TypeScript', () => {
    const files = projectFiles({ ...options, target: 'stackblitz' });
    expect(files).not.toHaveProperty('.npmrc');
    const manifest = manifestOf({ target: 'stackblitz' });
    expect(manifest).not.toHaveProperty('engines');
    expect(manifest).toMatchObject({
      scripts: { start: 'cd day30 && tsx server.ts' },
      dependencies: { tsx: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string },
    });
  });

  it.each([
    [['redis'], true],
    [[], false],
  ])('says in its README what the database is, with %j: %s', (databases, says) => {
    const { 'README.md': readme } = projectFiles({
      ...options,
      example: { ...example, databases },
    });
    expect((readme as string).includes('needs no server')).toBe(says);
  });
});

it('zips text and bytes into one folder', () => {
  const files = unzipSync(zipProject({ 'a.txt': 'ä', 'b/c.bin': logo }, 'top'));
  expect(strFromU8(files['top/a.txt']!)).toBe('ä');
  expect([...files['top/b/c.bin']!]).toEqual([...logo]);
});
