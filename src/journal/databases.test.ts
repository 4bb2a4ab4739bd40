import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importedDatabases, readDatabaseFacts } from './databases.ts';

describe('importedDatabases', () => {
  it.each<[string, Record<string, string | undefined>, string[]]>([
    ['none', { 'app.ts': `import express from 'express';` }, []],
    ['one', { 'app.ts': `import { redis } from '../databases/redis/index.ts';` }, ['redis']],
    [
      'several, from folders too, each once',
      {
        'app.ts': `import { postgres } from "../databases/postgres/index.ts";`,
        'lib/a.ts': `import { mysql } from '../../databases/mysql/index.ts';`,
        'lib/b.ts': `await import('../../databases/mysql/index.ts')`,
      },
      ['mysql', 'postgres'],
    ],
    [
      'not what only mentions one',
      { 'notes.md': `'../databases/redis/index.ts'`, 'a.png': undefined },
      [],
    ],
  ])('%s', (_, files, expected) => {
    expect(importedDatabases(new Map(Object.entries(files)))).toEqual(expected);
  });
});

describe('readDatabaseFacts', () => {
  const facts = {
    name: 'Redis',
    standIn: 'A small server.',
    cannotShow: 'No persistence.',
    variable: 'REDIS_URL',
    url: 'redis://localhost:6379',
    server: 'docker run redis',
  };
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'facts-'));
    await mkdir(join(root, 'examples/databases/redis'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));
  const write = (value: unknown): Promise<void> =>
    writeFile(join(root, 'examples/databases/redis/about.json'), JSON.stringify(value));

  it('reads them', async () => {
    await write(facts);
    expect(await readDatabaseFacts('redis', root)).toEqual(facts);
  });

  it('says which file is missing, and its fields', async () => {
    await expect(readDatabaseFacts('redis', root)).rejects.toThrow(
      /examples\/databases\/redis\/about\.json.*standIn, cannotShow/,
    );
  });

  it('names a field that is wrong', async () => {
    await write({ ...facts, variable: 'redis url' });
    await expect(readDatabaseFacts('redis', root)).rejects.toThrow(/about\.json: [^]*variable/);
  });
});
