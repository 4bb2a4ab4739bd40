import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseNames, databaseSources } from './database-sources.ts';
import { applicableOverrides, dayProject, typesOf } from './day-project.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'project-'));
  const files = {
    'examples/package.json': JSON.stringify({
      dependencies: { express: '5.3.0', redis: '6.3.1', bson: '7.3.4', pg: '8.23.1' },
      devDependencies: {
        '@types/node': '24.19.2',
        '@types/express': '5.0.6',
        '@types/pg': '8.0.0',
      },
    }),
    'examples/tsconfig.json': '{}',
    'examples/databases/redis/package.json': JSON.stringify({ dependencies: { bson: '7.3.4' } }),
    'examples/databases/redis/index.ts': 'a',
    'examples/databases/redis/index.test.ts': 'test',
    'examples/databases/redis/comparison/a.ts': 'comparison',
    'examples/databases/redis/parts/b.ts': 'b',
    'examples/databases/redis/about.json': '{}',
    'examples/databases/redis/data-1.tar.br': 'x',
    'examples/databases/free-port.ts': 'shared',
    'examples/databases/free-port.test.ts': 'test',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});
afterEach(() => rm(root, { recursive: true }));

describe('dayProject', () => {
  it('has the exact versions of what the example and its databases import, and their types', async () => {
    expect(await dayProject(['express', 'redis'], ['redis'], root)).toEqual({
      dependencies: { bson: '7.3.4', express: '5.3.0', redis: '6.3.1' },
      devDependencies: { '@types/express': '5.0.6', '@types/node': '24.19.2' },
      overrides: {},
      tsconfig: '{}',
      sources: ['/databases/redis.json'],
    });
  });

  it('names a package without a version', async () => {
    await expect(dayProject(['express', 'koa'], [], root)).rejects.toThrow(/no version of koa/);
  });
});

describe('databaseSources', () => {
  it('finds the databases', async () => {
    expect(await databaseNames(root)).toEqual(['redis']);
  });

  it('has what runs, and what databases share', async () => {
    expect(await databaseSources('redis', root)).toEqual({
      'databases/free-port.ts': 'shared',
      'databases/redis/index.ts': 'a',
      'databases/redis/parts/b.ts': 'b',
      'databases/redis/package.json': '{"dependencies":{"bson":"7.3.4"}}',
    });
  });
});

it.each([
  ['express', '@types/express'],
  ['@socket.io/redis-adapter', '@types/socket.io__redis-adapter'],
])('the types of %s are %s', (name, types) => expect(typesOf(name)).toBe(types));

describe('applicableOverrides', () => {
  it.each([
    [{ a: '1' }, { a: '1' }],
    [{ x: { y: '$b' } }, {}],
    [{ b: { y: '$b' } }, { b: { y: '$b' } }],
    [{ b: { y: '$x' } }, {}],
    [{ y: '$x' }, {}],
  ])('%j → %j', (overrides, expected) => {
    expect(applicableOverrides(overrides, { b: '1' })).toEqual(expected);
  });
});
